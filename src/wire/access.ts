import { applyDecorators, Controller, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { BASE_PATH } from './routes.js';

/** Who may call: a signed-in user, the host app's servers and operators, or anybody. */
export type Access = 'user' | 'cms' | 'public';

/** An admin may do everything; an operator works for the official accounts assigned to them. */
export type CmsRole = 'admin' | 'operator';

/** Who calls the CMS: a person, or the host app by its key, which acts as an admin. */
export interface CmsIdentity {
  readonly kind: 'cms';
  /** The person's user name, or `api_key`. */
  readonly actor: string;
  readonly role: CmsRole;
  /** Undefined for the key. */
  readonly operatorId?: number;
  /** What the person's token carries: another one than the operator's, and it holds no more. Undefined for the key. */
  readonly tokenVersion?: number;
}

/** Who calls, as the guard found out. */
export type Identity = { readonly kind: 'user'; readonly uid: number } | CmsIdentity;

/** Which of those who have access to the CMS a controller is for. */
export interface CmsAudience {
  /** The least role that is let in: `admin` where nothing is said, others are a 10003. */
  readonly role: CmsRole;
  /** Whether it is for people only: the key is a 10003 then. */
  readonly peopleOnly?: boolean;
}

const ACCESS = Symbol('access');
const CMS_AUDIENCE = Symbol('cms audience');
const ASKS_ITSELF = Symbol('asks for the caller itself');
const ADMINS: CmsAudience = { role: 'admin' };

/** A controller of user calls under `<base path>/<prefix>`. */
export function UserApi(prefix: string): ClassDecorator {
  return applyDecorators(
    Controller(`${BASE_PATH}/${prefix}`),
    AccessFor('user'),
    ApiTags(prefix),
    ApiBearerAuth('user'),
  );
}

/** A controller of CMS calls under `<base path>/<prefix>`; for admins only, unless told otherwise. */
export function CmsApi(prefix: string, audience: CmsAudience = ADMINS): ClassDecorator {
  return applyDecorators(
    Controller(`${BASE_PATH}/${prefix}`),
    AccessFor('cms'),
    SetMetadata(CMS_AUDIENCE, audience),
    ApiTags(prefix),
    ...(audience.peopleOnly ? [] : [ApiSecurity('cms')]),
    ApiBearerAuth('operator'),
  );
}

/** A controller of calls that need no credentials under `<base path>/<prefix>`. */
export function PublicApi(prefix: string): ClassDecorator {
  return applyDecorators(Controller(`${BASE_PATH}/${prefix}`), AccessFor('public'), ApiTags(prefix));
}

/** Declares who may call a controller or gateway; without it nobody may. */
export function AccessFor(access: Access): ClassDecorator {
  return SetMetadata(ACCESS, access);
}

export function accessOf(target: object): Access | undefined {
  return Reflect.getMetadata(ACCESS, target) as Access | undefined;
}

/**
 * A handler of a user's call whose own transaction asks whether the caller may still call (10001), so that the guard need
 * not ask beforehand: one round trip less. Only where nothing is carried out, or answered well, without that transaction.
 */
export function AsksForCallerItself(): MethodDecorator {
  return SetMetadata(ASKS_ITSELF, true);
}

export function asksForCallerItself(handler: object): boolean {
  return Reflect.getMetadata(ASKS_ITSELF, handler) === true;
}

export function cmsAudienceOf(target: object): CmsAudience {
  return (Reflect.getMetadata(CMS_AUDIENCE, target) as CmsAudience | undefined) ?? ADMINS;
}

/** Where the guard leaves the identity: on the HTTP request, or in the socket's data. */
export interface IdentityHolder {
  identity?: Identity;
}

export function identityHolder(context: ExecutionContext): IdentityHolder {
  return context.getType() === 'ws'
    ? context.switchToWs().getClient<{ data: IdentityHolder }>().data
    : context.switchToHttp().getRequest<IdentityHolder>();
}

/** The calling user's id: the token's, which no parameter can override. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): number => {
  const { identity } = identityHolder(context);
  if (identity?.kind !== 'user') throw new Error('CurrentUser on a call that is not for users');
  return identity.uid;
});

/** Who calls the CMS: the credentials' owner, which no parameter can override. */
export const CurrentOperator = createParamDecorator((_data: unknown, context: ExecutionContext): CmsIdentity => {
  const { identity } = identityHolder(context);
  if (identity?.kind !== 'cms') throw new Error('CurrentOperator on a call that is not for the CMS');
  return identity;
});

/** The calling person's id; of a controller that is for people only. */
export const CurrentOperatorId = createParamDecorator((_data: unknown, context: ExecutionContext): number => {
  const { identity } = identityHolder(context);
  if (identity?.kind !== 'cms' || identity.operatorId === undefined) throw new Error('The call is not for people only');
  return identity.operatorId;
});
