import type { CmsIdentity, CmsRole } from '../../wire/access.js';

/** Roles as the database has them. */
export const OPERATOR_ROLE = { operator: 0, admin: 1 } as const satisfies Record<CmsRole, number>;

/** A person who works with the CMS. */
export interface Operator {
  readonly id: number;
  readonly username: string;
  readonly role: CmsRole;
  /** What tokens have to carry: each change of the password counts it up. */
  readonly tokenVersion: number;
  readonly passwordHash: string;
}

/** As the list shows them. */
export interface ListedOperator extends Pick<Operator, 'id' | 'username' | 'role'> {
  /** UTC milliseconds. */
  readonly createdAt: number;
  /** The official accounts that they work for. */
  readonly serviceIds: readonly number[];
}

/** What an operator may see, and whether a token still holds. */
export interface OperatorStanding {
  readonly role: CmsRole;
  readonly tokenVersion: number;
  /** The official accounts that they work for; an admin works for all, whatever stands here. */
  readonly serviceIds: readonly number[];
}

/** How the API key is called where a person's user name would stand; nobody can have it as a name. */
export const API_KEY_ACTOR = 'api_key';

export function identityOf({ id, username, role, tokenVersion }: Omit<Operator, 'passwordHash'>): CmsIdentity {
  return { kind: 'cms', actor: username, role, operatorId: id, tokenVersion };
}

export function roleOf(stored: number): CmsRole {
  return stored === OPERATOR_ROLE.admin ? 'admin' : 'operator';
}
