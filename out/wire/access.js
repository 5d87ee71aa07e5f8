import { applyDecorators, Controller, createParamDecorator, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { BASE_PATH } from './routes.js';
const ACCESS = Symbol('access');
/** A controller of user calls under `<base path>/<prefix>`. */
export function UserApi(prefix) {
    return applyDecorators(Controller(`${BASE_PATH}/${prefix}`), AccessFor('user'), ApiTags(prefix), ApiBearerAuth('user'));
}
/** A controller of CMS calls under `<base path>/<prefix>`. */
export function CmsApi(prefix) {
    return applyDecorators(Controller(`${BASE_PATH}/${prefix}`), AccessFor('cms'), ApiTags(prefix), ApiSecurity('cms'));
}
/** Declares who may call a controller or gateway; without it nobody may. */
export function AccessFor(access) {
    return SetMetadata(ACCESS, access);
}
export function accessOf(target) {
    return Reflect.getMetadata(ACCESS, target);
}
export function identityHolder(context) {
    return context.getType() === 'ws'
        ? context.switchToWs().getClient().data
        : context.switchToHttp().getRequest();
}
/** The calling user's id: the token's, which no parameter can override. */
export const CurrentUser = createParamDecorator((_data, context) => {
    const { identity } = identityHolder(context);
    if (identity?.kind !== 'user')
        throw new Error('CurrentUser on a call that is not for users');
    return identity.uid;
});
//# sourceMappingURL=access.js.map