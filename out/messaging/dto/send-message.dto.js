var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Choice, JsonObject, Text, Uint } from '../../wire/fields/fields.js';
const MESSAGE_EXAMPLE = { msg_type: '1', body: { text: 'hello world！' } };
/** In a form, JSON text; in JSON, an object or JSON text. */
const MESSAGE = {
    description: '消息体：{"msg_type":"1","body":{"text":…}} 或 {"msg_type":"2","body":{图片描述}}；表单中为 JSON 文本',
    example: MESSAGE_EXAMPLE,
    schema: { type: 'object', required: ['msg_type', 'body'], 'x-json-text': true },
};
const CLIENT_MSG_ID = {
    max: 64,
    required: false,
    emptyIsAbsent: false,
    description: '客户端消息 id，每个发送者永久唯一；重复发送返回首次结果',
    example: '8f14e45f-ea5b-4f0d-b7c7-1f1d1a1a0001',
};
/** Interface 2. */
export class SendMessageDto {
}
__decorate([
    Uint({ description: 'send_type 0：用户 id；2：公众号 id', example: 41 }),
    __metadata("design:type", Number)
], SendMessageDto.prototype, "to_uid", void 0);
__decorate([
    Choice({ of: [0, 2], required: false, description: '0（默认）用户，2 公众号', example: 0 }),
    __metadata("design:type", Number)
], SendMessageDto.prototype, "send_type", void 0);
__decorate([
    JsonObject(MESSAGE),
    __metadata("design:type", Object)
], SendMessageDto.prototype, "message", void 0);
__decorate([
    Text(CLIENT_MSG_ID),
    __metadata("design:type", String)
], SendMessageDto.prototype, "client_msg_id", void 0);
/** Interface 3. */
export class SendGroupMessageDto {
}
__decorate([
    Choice({ of: [1, 2, 3, 4], required: false, description: '1 用户群组（默认） 2 兴趣组 3 小区 4 公众号', example: 1 }),
    __metadata("design:type", Number)
], SendGroupMessageDto.prototype, "group_type", void 0);
__decorate([
    Uint({ description: '群组 id；group_type 4：公众号 id', example: 111222 }),
    __metadata("design:type", Number)
], SendGroupMessageDto.prototype, "to_uid", void 0);
__decorate([
    JsonObject(MESSAGE),
    __metadata("design:type", Object)
], SendGroupMessageDto.prototype, "message", void 0);
__decorate([
    Text(CLIENT_MSG_ID),
    __metadata("design:type", String)
], SendGroupMessageDto.prototype, "client_msg_id", void 0);
//# sourceMappingURL=send-message.dto.js.map