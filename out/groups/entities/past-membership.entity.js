var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';
/** A membership that ended: its user may still see what came after `sinceSeq`, up to `untilSeq`. */
let PastMembershipEntity = class PastMembershipEntity {
};
__decorate([
    PrimaryColumn('bigint', { name: 'conversation_id' }),
    __metadata("design:type", Number)
], PastMembershipEntity.prototype, "conversationId", void 0);
__decorate([
    PrimaryColumn('bigint', { name: 'user_id' }),
    Index('ix_past_memberships_user'),
    __metadata("design:type", Number)
], PastMembershipEntity.prototype, "userId", void 0);
__decorate([
    PrimaryColumn('bigint', { name: 'since_seq' }),
    __metadata("design:type", Number)
], PastMembershipEntity.prototype, "sinceSeq", void 0);
__decorate([
    NumberColumn({ name: 'until_seq' }),
    __metadata("design:type", Number)
], PastMembershipEntity.prototype, "untilSeq", void 0);
PastMembershipEntity = __decorate([
    Entity('past_memberships', { withoutRowid: true })
], PastMembershipEntity);
export { PastMembershipEntity };
//# sourceMappingURL=past-membership.entity.js.map