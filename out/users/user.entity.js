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
import { NumberColumn, NumberKey } from '../database/entity-columns.js';
/** A user of the host app, as it imported them. */
let UserEntity = class UserEntity {
};
__decorate([
    NumberKey(),
    __metadata("design:type", Number)
], UserEntity.prototype, "id", void 0);
__decorate([
    Column('varchar', { length: 64 }),
    __metadata("design:type", String)
], UserEntity.prototype, "nickname", void 0);
__decorate([
    Column('varchar', { length: 512 }),
    __metadata("design:type", String)
], UserEntity.prototype, "photo", void 0);
__decorate([
    NumberColumn({ name: 'created_at' }),
    __metadata("design:type", Number)
], UserEntity.prototype, "createdAt", void 0);
__decorate([
    NumberColumn({ name: 'updated_at' }),
    __metadata("design:type", Number)
], UserEntity.prototype, "updatedAt", void 0);
__decorate([
    NumberColumn({ name: 'banned_at', nullable: true }),
    __metadata("design:type", Object)
], UserEntity.prototype, "bannedAt", void 0);
UserEntity = __decorate([
    Entity('users', { withoutRowid: true })
], UserEntity);
export { UserEntity };
//# sourceMappingURL=user.entity.js.map