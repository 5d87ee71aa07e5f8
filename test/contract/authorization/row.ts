import { PEOPLE, type Person, type Principal, PRINCIPAL_NAMES, SIGNED_IN, type SignedIn } from './principals.js';
import type { Scene } from './scene.js';

/**
 * What becomes of it: `ok`, the answer shows what the row is about, or the call changed something; `nothing`, it is
 * answered, but shows nothing of that, or changed nothing; otherwise the error_code.
 */
export type Cell = 'ok' | 'nothing' | number;

export interface Row {
  /** `message/sendMessage`; of what is outside the base path, its path. */
  readonly call: string;
  /** The socket event that is the same: each cell is tried over both. */
  readonly event?: string;
  /** What is done to what. */
  readonly on: string;
  readonly input?: (scene: Scene) => Record<string, unknown>;
  /** For a call that only reads: whether its answer (JSON text of `datas`) shows what the row is about. */
  readonly shows?: (datas: string, scene: Scene) => boolean;
  /** Done once, it cannot be done by another one as well: each has a scene to themselves. */
  readonly once?: true;
  readonly cells: Readonly<Record<Principal, Cell>>;
}

type Cells = Row['cells'];

const PERSON_NAMES = Object.keys(PEOPLE) as Person[];

/** Nobody but users is let in; some of them are answered otherwise. */
export function users(cell: Cell, otherwise: Partial<Record<SignedIn, Cell>> = {}): Cells {
  return { ...fill(PRINCIPAL_NAMES, 10001), ...fill(SIGNED_IN, cell), ...otherwise };
}

/** The group's owner, admin and members are let in. */
export function members(cell: Cell, otherwise: Partial<Record<SignedIn, Cell>> = {}): Cells {
  return users(cell, { stranger: 20004, former: 20004, ...otherwise });
}

/** Nobody but people who work with the CMS, and the host app's servers; `otherwise` says who is answered otherwise. */
export function staff(cell: Cell, otherwise: Partial<Record<Person | 'key', Cell>> = {}): Cells {
  return { ...fill(PRINCIPAL_NAMES, 10001), ...fill(PERSON_NAMES, cell), key: cell, ...otherwise };
}

/** Admins, and the host app's servers, which are as good as one. */
export const ADMINS: Cells = staff('ok', { operator: 10003, otherOperator: 10003 });

export const EVERYBODY: Cells = fill(PRINCIPAL_NAMES, 'ok');

function fill<T extends Principal>(names: readonly T[], cell: Cell): Record<T, Cell> {
  return Object.fromEntries(names.map((name) => [name, cell])) as Record<T, Cell>;
}
