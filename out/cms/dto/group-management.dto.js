var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Choice, IdList, Text, Uint } from '../../wire/fields/fields.js';
class GroupRefDto {
}
__decorate([
    Choice({ of: [1, 2, 3], description: '1 用户群组 2 兴趣组 3 小区', example: 2 }),
    __metadata("design:type", Number)
], GroupRefDto.prototype, "group_type", void 0);
__decorate([
    Uint({ example: 111 }),
    __metadata("design:type", Number)
], GroupRefDto.prototype, "group_id", void 0);
export class SaveGroupDto extends GroupRefDto {
}
__decorate([
    Text({ max: 64, description: '群名称，1 … 64 个字符', example: '兴趣组1' }),
    __metadata("design:type", String)
], SaveGroupDto.prototype, "name", void 0);
export class GroupMembersDto extends GroupRefDto {
}
__decorate([
    IdList({ max: 10_000, description: '用户 id 列表，至多 10000 个', example: '1,2,3' }),
    __metadata("design:type", Array)
], GroupMembersDto.prototype, "user_id", void 0);
//# sourceMappingURL=group-management.dto.js.map