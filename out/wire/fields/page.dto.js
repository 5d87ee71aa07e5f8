var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Uint } from './fields.js';
/** `page` and `page_size` as lists take them (contract, section 2). */
export class PageDto {
}
__decorate([
    Uint({ required: false, description: '页码，不传默认 1', example: 1 }),
    __metadata("design:type", Number)
], PageDto.prototype, "page", void 0);
__decorate([
    Uint({ required: false, max: 1000, description: '数据大小，不传默认返回全部', example: 20 }),
    __metadata("design:type", Number)
], PageDto.prototype, "page_size", void 0);
//# sourceMappingURL=page.dto.js.map