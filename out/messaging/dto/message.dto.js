var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { AppError, badParameter } from '../../common/errors/app-error.js';
import { MESSAGE_TYPE } from '../../timeline/message.js';
import { decode } from '../../wire/fields/decode.js';
import { JsonObject, Uint } from '../../wire/fields/fields.js';
import { ImageBodyDto, TextBodyDto } from './message-bodies.dto.js';
class MessageTypeDto {
}
__decorate([
    Uint({ max: 100, description: '1、纯文本 2、图片' }),
    __metadata("design:type", Number)
], MessageTypeDto.prototype, "msg_type", void 0);
/** The document's `message` as it is sent: a type and that type's body. */
export class MessageDto extends MessageTypeDto {
}
__decorate([
    JsonObject(),
    __metadata("design:type", Object)
], MessageDto.prototype, "body", void 0);
const USER_BODIES = new Map([
    [MESSAGE_TYPE.text, TextBodyDto],
    [MESSAGE_TYPE.image, ImageBodyDto],
]);
/**
 * Reads what a user wants to send. The body is rebuilt from its named fields, so nothing else is stored.
 * @throws AppError 20007 for an article, 10000 for every other fault, naming the parameter
 */
export function parseUserMessage(message) {
    // Of an article only the type counts: its body is not the sender's fault.
    const { msg_type: type } = decode(MessageTypeDto, message, 'message.');
    if (type === MESSAGE_TYPE.article)
        throw new AppError(20007);
    const bodyDto = USER_BODIES.get(type);
    if (!bodyDto)
        throw badParameter('message.msg_type');
    const { body } = decode(MessageDto, message, 'message.');
    return { type, body: { ...decode(bodyDto, body, 'message.body.') } };
}
//# sourceMappingURL=message.dto.js.map