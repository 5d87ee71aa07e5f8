var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';
/** A mute; a row of its own, so that it survives quitting and joining again. */
let GroupMuteEntity = class GroupMuteEntity {
};
__decorate([
    PrimaryColumn('bigint', { name: 'conversation_id' }),
    __metadata("design:type", Number)
], GroupMuteEntity.prototype, "conversationId", void 0);
__decorate([
    PrimaryColumn('bigint', { name: 'user_id' }),
    __metadata("design:type", Number)
], GroupMuteEntity.prototype, "userId", void 0);
__decorate([
    NumberColumn({ name: 'muted_until' }),
    __metadata("design:type", Number)
], GroupMuteEntity.prototype, "mutedUntil", void 0);
GroupMuteEntity = __decorate([
    Entity('group_mutes', { withoutRowid: true })
], GroupMuteEntity);
export { GroupMuteEntity };
//# sourceMappingURL=group-mute.entity.js.map