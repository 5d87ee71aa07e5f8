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
import { CmsApi } from '../wire/access.js';
import { ApiBodyCall } from '../wire/openapi/api-call.js';
import { SaveServiceAccountDto } from './dto/user-management.dto.js';
import { ServiceAccountRegistry } from './service-account-registry.js';
let CmsServiceAccountController = class CmsServiceAccountController {
    constructor(registry) {
        this.registry = registry;
    }
    async saveServiceAccount({ service_id, nickname, photo }) {
        await this.registry.save({ id: service_id, nickname, photo });
        return 1;
    }
};
__decorate([
    Post('saveServiceAccount'),
    ApiBodyCall({ summary: '创建或更新公众号', datas: { type: 'integer', enum: [1] }, example: { datas: 1 } }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [SaveServiceAccountDto]),
    __metadata("design:returntype", Promise)
], CmsServiceAccountController.prototype, "saveServiceAccount", null);
CmsServiceAccountController = __decorate([
    CmsApi('cms'),
    __metadata("design:paramtypes", [ServiceAccountRegistry])
], CmsServiceAccountController);
export { CmsServiceAccountController };
//# sourceMappingURL=cms-service-account.controller.js.map