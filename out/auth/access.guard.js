var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { accessOf, identityHolder } from '../wire/access.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { UserAuthenticator } from './user-authenticator.js';
const BEARER = /^Bearer ([\w.~+/=-]+)$/i;
/**
 * The one guard, in front of every call and socket event. A controller or gateway says whom it is
 * for (`UserApi`, `CmsApi`, `AccessFor`); one that says nothing is for nobody.
 */
let AccessGuard = class AccessGuard {
    constructor(users, cms) {
        this.users = users;
        this.cms = cms;
    }
    async canActivate(context) {
        if (context.getType() === 'ws') {
            await this.users.assertActive(context.switchToWs().getClient().data);
            return true;
        }
        switch (accessOf(context.getClass())) {
            case 'public':
                return true;
            case 'user':
                await this.admitUser(context);
                return true;
            case 'cms':
                this.admitCms(context);
                return true;
            case undefined:
                throw new AppError(10003);
        }
    }
    async admitUser(context) {
        const request = context.switchToHttp().getRequest();
        const { uid } = await this.users.authenticate(BEARER.exec(request.headers.authorization ?? '')?.[1]);
        identityHolder(context).identity = { kind: 'user', uid };
        request.caller = String(uid);
    }
    admitCms(context) {
        const request = context.switchToHttp().getRequest();
        const apiKey = request.headers['x-api-key'];
        this.cms.authenticate(typeof apiKey === 'string' ? apiKey : undefined);
        identityHolder(context).identity = { kind: 'cms' };
        request.caller = 'cms';
    }
};
AccessGuard = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UserAuthenticator,
        CmsAuthenticator])
], AccessGuard);
export { AccessGuard };
//# sourceMappingURL=access.guard.js.map