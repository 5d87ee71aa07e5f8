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
/** A user's side of a two-party conversation. */
let ParticipantEntity = class ParticipantEntity {
};
__decorate([
    PrimaryColumn('bigint', { name: 'conversation_id' }),
    __metadata("design:type", Number)
], ParticipantEntity.prototype, "conversationId", void 0);
__decorate([
    PrimaryColumn('bigint', { name: 'user_id' }),
    Index('ix_participants_user'),
    __metadata("design:type", Number)
], ParticipantEntity.prototype, "userId", void 0);
ParticipantEntity = __decorate([
    Entity('participants', { withoutRowid: true })
], ParticipantEntity);
export { ParticipantEntity };
//# sourceMappingURL=participant.entity.js.map