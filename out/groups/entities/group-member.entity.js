var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';
/** A present member; sees what comes after `sinceSeq`. */
let GroupMemberEntity = class GroupMemberEntity {
};
__decorate([
    PrimaryColumn('bigint', { name: 'conversation_id' }),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "conversationId", void 0);
__decorate([
    PrimaryColumn('bigint', { name: 'user_id' }),
    Index('ix_group_members_user'),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "userId", void 0);
__decorate([
    Column('smallint', { default: 0 }),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "role", void 0);
__decorate([
    NumberColumn({ name: 'since_seq' }),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "sinceSeq", void 0);
__decorate([
    NumberColumn({ name: 'joined_no' }),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "joinedNo", void 0);
__decorate([
    NumberColumn({ name: 'joined_at' }),
    __metadata("design:type", Number)
], GroupMemberEntity.prototype, "joinedAt", void 0);
GroupMemberEntity = __decorate([
    Entity('group_members', { withoutRowid: true }),
    Index('ix_group_members_joined', ['conversationId', 'joinedNo'])
], GroupMemberEntity);
export { GroupMemberEntity };
//# sourceMappingURL=group-member.entity.js.map