import { applyDecorators, Controller, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { BASE_PATH } from './routes.js';

/** Who may call: a signed-in user, the host app's servers and operators, or anybody. */
export type Access = 'user' | 'cms' | 'public';

/** Who calls, as the guard found out. */
export type Identity = { readonly kind: 'user'; readonly uid: number } | { readonly kind: 'cms' };

const ACCESS = Symbol('access');

/** A controller of user calls under `<base path>/<prefix>`. */
export function UserApi(prefix: string): ClassDecorator {
  return applyDecorators(
    Controller(`${BASE_PATH}/${prefix}`),
    AccessFor('user'),
    ApiTags(prefix),
    ApiBearerAuth('user'),
  );
}

/** A controller of CMS calls under `<base path>/<prefix>`. */
export function CmsApi(prefix: string): ClassDecorator {
  return applyDecorators(Controller(`${BASE_PATH}/${prefix}`), AccessFor('cms'), ApiTags(prefix), ApiSecurity('cms'));
}

/** Declares who may call a controller or gateway; without it nobody may. */
export function AccessFor(access: Access): ClassDecorator {
  return SetMetadata(ACCESS, access);
}

export function accessOf(target: object): Access | undefined {
  return Reflect.getMetadata(ACCESS, target) as Access | undefined;
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
