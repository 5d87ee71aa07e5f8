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
import { Body, Post } from '@nestjs/common';
import { TokenIssuer } from '../auth/token-issuer.js';
import { UserService } from '../users/user.service.js';
import { CmsApi } from '../wire/access.js';
import { ApiBodyCall, ApiJsonCall } from '../wire/openapi/api-call.js';
import { ImportUsersDto, IssueUserTokenDto, UserIdDto } from './dto/user-management.dto.js';
const ONE = { type: 'integer', enum: [1] };
/** Accounts as the host app has them (contract, section 7). */
let CmsUserController = class CmsUserController {
    constructor(users, tokens) {
        this.users = users;
        this.tokens = tokens;
    }
    importUsers({ users }) {
        return this.users.import(users.map(({ user_id, nickname, photo }) => ({ id: user_id, nickname, photo })));
    }
    issueUserToken({ user_id, expires_in }) {
        return this.tokens.issue(user_id, expires_in);
    }
    async banUser({ user_id }) {
        await this.users.ban(user_id);
        return 1;
    }
    async unbanUser({ user_id }) {
        await this.users.unban(user_id);
        return 1;
    }
};
__decorate([
    Post('importUsers'),
    ApiJsonCall({
        summary: '导入或更新用户',
        description: 'datas 为新建或有变化的用户数，重复调用返回 0。',
        datas: { type: 'integer' },
        example: { datas: 1 },
    }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [ImportUsersDto]),
    __metadata("design:returntype", Promise)
], CmsUserController.prototype, "importUsers", null);
__decorate([
    Post('issueUserToken'),
    ApiBodyCall({
        summary: '签发用户 token',
        datas: { type: 'object', properties: { token: { type: 'string' }, expires_in: { type: 'integer' } } },
        example: { datas: { token: 'eyJ…', expires_in: 86_400 } },
        errors: [10003, 20001],
    }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [IssueUserTokenDto]),
    __metadata("design:returntype", Promise)
], CmsUserController.prototype, "issueUserToken", null);
__decorate([
    Post('banUser'),
    ApiBodyCall({ summary: '封禁用户', datas: ONE, example: { datas: 1 }, errors: [20001] }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [UserIdDto]),
    __metadata("design:returntype", Promise)
], CmsUserController.prototype, "banUser", null);
__decorate([
    Post('unbanUser'),
    ApiBodyCall({ summary: '解除封禁', datas: ONE, example: { datas: 1 }, errors: [20001] }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [UserIdDto]),
    __metadata("design:returntype", Promise)
], CmsUserController.prototype, "unbanUser", null);
CmsUserController = __decorate([
    CmsApi('cms'),
    __metadata("design:paramtypes", [UserService,
        TokenIssuer])
], CmsUserController);
export { CmsUserController };
//# sourceMappingURL=cms-user.controller.js.map