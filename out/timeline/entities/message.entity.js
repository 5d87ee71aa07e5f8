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
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';
/** A message, clustered by (conversation, seq). */
let MessageEntity = class MessageEntity {
};
__decorate([
    PrimaryColumn('bigint', { name: 'conversation_id' }),
    __metadata("design:type", Number)
], MessageEntity.prototype, "conversationId", void 0);
__decorate([
    NumberKey(),
    __metadata("design:type", Number)
], MessageEntity.prototype, "seq", void 0);
__decorate([
    NumberColumn(),
    Index('uq_messages_id', { unique: true }),
    __metadata("design:type", Number)
], MessageEntity.prototype, "id", void 0);
__decorate([
    Column('smallint', { name: 'sender_kind' }),
    __metadata("design:type", Number)
], MessageEntity.prototype, "senderKind", void 0);
__decorate([
    NumberColumn({ name: 'sender_id' }),
    __metadata("design:type", Number)
], MessageEntity.prototype, "senderId", void 0);
__decorate([
    Column('varchar', { name: 'client_msg_id', length: 64, nullable: true }),
    __metadata("design:type", Object)
], MessageEntity.prototype, "clientMsgId", void 0);
__decorate([
    Column('smallint'),
    __metadata("design:type", Number)
], MessageEntity.prototype, "type", void 0);
__decorate([
    Column('text'),
    __metadata("design:type", String)
], MessageEntity.prototype, "body", void 0);
__decorate([
    Column('varchar', { name: 'content_hash', length: 64 }),
    __metadata("design:type", String)
], MessageEntity.prototype, "contentHash", void 0);
__decorate([
    NumberColumn(),
    __metadata("design:type", Number)
], MessageEntity.prototype, "receivers", void 0);
__decorate([
    NumberColumn({ name: 'created_at' }),
    __metadata("design:type", Number)
], MessageEntity.prototype, "createdAt", void 0);
__decorate([
    NumberColumn({ name: 'recalled_at', nullable: true }),
    __metadata("design:type", Object)
], MessageEntity.prototype, "recalledAt", void 0);
MessageEntity = __decorate([
    Entity('messages', { withoutRowid: true }),
    Index('uq_messages_client_msg_id', ['senderKind', 'senderId', 'clientMsgId'], { unique: true })
], MessageEntity);
export { MessageEntity };
//# sourceMappingURL=message.entity.js.map