var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';
/** A conversation: two users, a user and an official account, or a group. Its row's lock orders everything in it. */
let ConversationEntity = class ConversationEntity {
};
__decorate([
    NumberKey(),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "id", void 0);
__decorate([
    Column('varchar', { name: 'conversation_key', length: 64, unique: true }),
    __metadata("design:type", String)
], ConversationEntity.prototype, "key", void 0);
__decorate([
    Column('smallint'),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "kind", void 0);
__decorate([
    NumberColumn({ name: 'last_seq', default: 0 }),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "lastSeq", void 0);
__decorate([
    NumberColumn({ name: 'member_count', default: 0 }),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "memberCount", void 0);
__decorate([
    NumberColumn({ default: 0 }),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "joins", void 0);
__decorate([
    NumberColumn({ name: 'members_version', default: 0 }),
    __metadata("design:type", Number)
], ConversationEntity.prototype, "membersVersion", void 0);
ConversationEntity = __decorate([
    Entity('conversations', { withoutRowid: true })
], ConversationEntity);
export { ConversationEntity };
//# sourceMappingURL=conversation.entity.js.map