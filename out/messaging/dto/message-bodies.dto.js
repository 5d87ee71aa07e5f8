var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { ValidateBy } from 'class-validator';
import { IMAGE_FORMATS } from '../../timeline/image-urls.js';
import { Choice, Text, Uint } from '../../wire/fields/fields.js';
const IMAGE_KEY = /^[0-9A-Za-z_-]+$/;
/** Body of msg_type 1 (contract, section 5, 2). */
export class TextBodyDto {
}
__decorate([
    Text({ max: 5000, description: '1 … 5000 个字符，原样保存', example: 'hello world！' }),
    __metadata("design:type", String)
], TextBodyDto.prototype, "text", void 0);
/** Body of msg_type 2: the descriptor that the host app's image service returned on upload. */
export class ImageBodyDto {
}
__decorate([
    Uint({ description: '像素', example: 125 }),
    __metadata("design:type", Number)
], ImageBodyDto.prototype, "height", void 0);
__decorate([
    Text({ max: 64, pattern: IMAGE_KEY, example: '6cfb60420d44feb9300a2dd4ab2a4d6f' }),
    __metadata("design:type", String)
], ImageBodyDto.prototype, "hash", void 0);
__decorate([
    Text({ max: 8, example: 'JPEG', description: IMAGE_FORMATS.join(' / ') }),
    ValidateBy({ name: 'imageFormat', validator: { validate: (value) => IMAGE_FORMATS.includes(value) } }),
    __metadata("design:type", String)
], ImageBodyDto.prototype, "format", void 0);
__decorate([
    Text({ max: 64, pattern: IMAGE_KEY, example: '6cfb60420d44feb9300a2dd4ab2a4d6f' }),
    __metadata("design:type", String)
], ImageBodyDto.prototype, "id", void 0);
__decorate([
    Choice({ of: [0, 1], example: 1 }),
    __metadata("design:type", Number)
], ImageBodyDto.prototype, "exists", void 0);
__decorate([
    Uint({ description: '像素', example: 495 }),
    __metadata("design:type", Number)
], ImageBodyDto.prototype, "width", void 0);
__decorate([
    Uint({ description: '字节', example: 53834 }),
    __metadata("design:type", Number)
], ImageBodyDto.prototype, "size", void 0);
__decorate([
    Uint({ min: 0, max: 99, example: 1 }),
    __metadata("design:type", Number)
], ImageBodyDto.prototype, "host", void 0);
//# sourceMappingURL=message-bodies.dto.js.map