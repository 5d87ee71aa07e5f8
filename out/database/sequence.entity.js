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
import { NumberColumn } from './entity-columns.js';
/** A counter that `IdAllocator` takes blocks of. */
let SequenceEntity = class SequenceEntity {
};
__decorate([
    PrimaryColumn('varchar', { length: 32 }),
    __metadata("design:type", String)
], SequenceEntity.prototype, "name", void 0);
__decorate([
    NumberColumn({ name: 'next_value' }),
    __metadata("design:type", Number)
], SequenceEntity.prototype, "nextValue", void 0);
SequenceEntity = __decorate([
    Entity('sequences', { withoutRowid: true })
], SequenceEntity);
export { SequenceEntity };
//# sourceMappingURL=sequence.entity.js.map