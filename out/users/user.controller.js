var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Get, Query } from '@nestjs/common';
import { UserApi } from '../wire/access.js';
import { ApiQueryCall } from '../wire/openapi/api-call.js';
import { GetUserInfoDto } from './dto/get-user-info.dto.js';
import { presentProfile } from './profile.js';
import { PROFILE_SCHEMA } from './user-schemas.js';
import { UserService } from './user.service.js';
let UserController = class UserController {
    constructor(users) {
        this.users = users;
    }
    /** Profiles of those of the ids that exist (contract, section 7). */
    async getUserInfo({ user_id }) {
        return { users: (await this.users.findProfiles(user_id)).map(presentProfile) };
    }
};
__decorate([
    Get('getUserInfo'),
    ApiQueryCall({
        summary: '批量查询用户资料',
        datas: { type: 'object', properties: { users: { type: 'array', items: PROFILE_SCHEMA } } },
        example: { datas: { users: [{ user_id: 1, nickname: '仓井', photo: '' }] } },
    }),
    __param(0, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [GetUserInfoDto]),
    __metadata("design:returntype", Promise)
], UserController.prototype, "getUserInfo", null);
UserController = __decorate([
    UserApi('user'),
    __metadata("design:paramtypes", [UserService])
], UserController);
export { UserController };
//# sourceMappingURL=user.controller.js.map