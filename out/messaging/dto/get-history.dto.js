var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Text, Uint } from '../../wire/fields/fields.js';
export class GetHistoryDto {
}
__decorate([
    Text({ max: 64, description: 'u:<uid>、g:<group_type>:<group_id>、s:<service_id>', example: 'u:41' }),
    __metadata("design:type", String)
], GetHistoryDto.prototype, "conversation_id", void 0);
__decorate([
    Uint({ required: false, description: '取小于它的最新消息', example: 100 }),
    __metadata("design:type", Number)
], GetHistoryDto.prototype, "before_seq", void 0);
__decorate([
    Uint({ min: 0, required: false, description: '取大于它的最早消息', example: 0 }),
    __metadata("design:type", Number)
], GetHistoryDto.prototype, "after_seq", void 0);
__decorate([
    Uint({ max: 200, required: false, description: '不传默认 50', example: 50 }),
    __metadata("design:type", Number)
], GetHistoryDto.prototype, "limit", void 0);
//# sourceMappingURL=get-history.dto.js.map