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
import { GroupService } from '../groups/group.service.js';
import { MembershipService } from '../groups/membership.service.js';
import { inGroup } from '../timeline/conversation-target.js';
import { CmsApi } from '../wire/access.js';
import { ApiBodyCall } from '../wire/openapi/api-call.js';
import { GroupMembersDto, SaveGroupDto } from './dto/group-management.dto.js';
/** Groups as the host app has them (contract, section 7). */
let CmsGroupController = class CmsGroupController {
    constructor(groups, memberships) {
        this.groups = groups;
        this.memberships = memberships;
    }
    async saveGroup({ group_type, group_id, name }) {
        await this.groups.save(group_type, group_id, name);
        return 1;
    }
    addGroupMembers({ group_type, group_id, user_id }) {
        return this.memberships.add(inGroup(group_type, group_id), user_id);
    }
    removeGroupMembers({ group_type, group_id, user_id }) {
        return this.memberships.remove(inGroup(group_type, group_id), user_id);
    }
};
__decorate([
    Post('saveGroup'),
    ApiBodyCall({ summary: '创建群组或更新群名称', datas: { type: 'integer', enum: [1] }, example: { datas: 1 } }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [SaveGroupDto]),
    __metadata("design:returntype", Promise)
], CmsGroupController.prototype, "saveGroup", null);
__decorate([
    Post('addGroupMembers'),
    ApiBodyCall({
        summary: '添加群成员',
        description: 'datas 为新加入的人数。',
        datas: { type: 'integer' },
        example: { datas: 3 },
        errors: [20001, 20005, 20011],
    }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [GroupMembersDto]),
    __metadata("design:returntype", Promise)
], CmsGroupController.prototype, "addGroupMembers", null);
__decorate([
    Post('removeGroupMembers'),
    ApiBodyCall({
        summary: '移除群成员',
        description: 'datas 为移除的人数。',
        datas: { type: 'integer' },
        example: { datas: 1 },
        errors: [20005],
    }),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [GroupMembersDto]),
    __metadata("design:returntype", Promise)
], CmsGroupController.prototype, "removeGroupMembers", null);
CmsGroupController = __decorate([
    CmsApi('cms'),
    __metadata("design:paramtypes", [GroupService,
        MembershipService])
], CmsGroupController);
export { CmsGroupController };
//# sourceMappingURL=cms-group.controller.js.map