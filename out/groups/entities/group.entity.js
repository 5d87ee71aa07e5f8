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
/** A user group (type 1), interest group (2) or community (3). An official account's followers (4) need no row. */
let GroupEntity = class GroupEntity {
};
__decorate([
    PrimaryColumn('smallint'),
    __metadata("design:type", Number)
], GroupEntity.prototype, "type", void 0);
__decorate([
    NumberKey(),
    __metadata("design:type", Number)
], GroupEntity.prototype, "id", void 0);
__decorate([
    Column('varchar', { length: 64 }),
    __metadata("design:type", String)
], GroupEntity.prototype, "name", void 0);
__decorate([
    NumberColumn({ name: 'owner_id', nullable: true }),
    __metadata("design:type", Object)
], GroupEntity.prototype, "ownerId", void 0);
__decorate([
    NumberColumn({ name: 'conversation_id' }),
    Index('uq_chat_groups_conversation', { unique: true }),
    __metadata("design:type", Number)
], GroupEntity.prototype, "conversationId", void 0);
__decorate([
    NumberColumn({ name: 'created_at' }),
    __metadata("design:type", Number)
], GroupEntity.prototype, "createdAt", void 0);
GroupEntity = __decorate([
    Entity('chat_groups', { withoutRowid: true })
], GroupEntity);
export { GroupEntity };
//# sourceMappingURL=group.entity.js.map