var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { HttpUrl, Text, Uint } from '../../wire/fields/fields.js';
import { ListOf } from '../../wire/fields/list-of.js';
const NICKNAME = { max: 64, description: '昵称，1 … 64 个字符', example: '仓井' };
const PHOTO = {
    max: 512,
    orEmpty: true,
    description: '头像 url，可为空',
    example: 'http://pic1.ajkimg.com/m/a/540x270.jpg',
};
export class ImportedUserDto {
}
__decorate([
    Uint({ example: 1 }),
    __metadata("design:type", Number)
], ImportedUserDto.prototype, "user_id", void 0);
__decorate([
    Text(NICKNAME),
    __metadata("design:type", String)
], ImportedUserDto.prototype, "nickname", void 0);
__decorate([
    HttpUrl(PHOTO),
    __metadata("design:type", String)
], ImportedUserDto.prototype, "photo", void 0);
export class ImportUsersDto {
}
__decorate([
    ListOf('users', ImportedUserDto, { max: 1000, description: '1 … 1000 个用户' }),
    __metadata("design:type", Array)
], ImportUsersDto.prototype, "users", void 0);
export class IssueUserTokenDto {
}
__decorate([
    Uint({ example: 1 }),
    __metadata("design:type", Number)
], IssueUserTokenDto.prototype, "user_id", void 0);
__decorate([
    Uint({ max: 2_592_000, required: false, description: '秒，不传默认 86400', example: 86_400 }),
    __metadata("design:type", Number)
], IssueUserTokenDto.prototype, "expires_in", void 0);
export class UserIdDto {
}
__decorate([
    Uint({ example: 1 }),
    __metadata("design:type", Number)
], UserIdDto.prototype, "user_id", void 0);
export class SaveServiceAccountDto {
}
__decorate([
    Uint({ example: 111 }),
    __metadata("design:type", Number)
], SaveServiceAccountDto.prototype, "service_id", void 0);
__decorate([
    Text(NICKNAME),
    __metadata("design:type", String)
], SaveServiceAccountDto.prototype, "nickname", void 0);
__decorate([
    HttpUrl(PHOTO),
    __metadata("design:type", String)
], SaveServiceAccountDto.prototype, "photo", void 0);
//# sourceMappingURL=user-management.dto.js.map