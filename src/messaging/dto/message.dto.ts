import { AppError, badParameter } from '../../common/errors/app-error.js';
import { MESSAGE_TYPE, type MessageBody } from '../../timeline/message.js';
import { decode, type DtoClass } from '../../wire/fields/decode.js';
import { JsonObject, Uint } from '../../wire/fields/fields.js';
import { ImageBodyDto, TextBodyDto } from './message-bodies.dto.js';

class MessageTypeDto {
  @Uint({ max: 100, description: '1、纯文本 2、图片' })
  msg_type!: number;
}

class MessageBodyDto {
  @JsonObject({ text: false })
  body!: object;
}

export interface ParsedMessage {
  readonly type: number;
  readonly body: MessageBody;
}

const USER_BODIES = new Map<number, DtoClass<object>>([
  [MESSAGE_TYPE.text, TextBodyDto],
  [MESSAGE_TYPE.image, ImageBodyDto],
]);

/**
 * Reads what a user wants to send: the document's `message`, a type and that type's body. The body is rebuilt from its
 * named fields, so nothing else is stored.
 * @throws AppError 20007 for an article, 10000 for every other fault, naming the parameter
 */
export function parseUserMessage(message: object): ParsedMessage {
  // Of an article only the type counts: its body is not the sender's fault.
  const { msg_type: type } = decode(MessageTypeDto, message, 'message.');
  if (type === MESSAGE_TYPE.article) throw new AppError(20007);
  const bodyDto = USER_BODIES.get(type);
  if (!bodyDto) throw badParameter('message.msg_type');
  const { body } = decode(MessageBodyDto, message, 'message.');
  return { type, body: { ...decode(bodyDto, body, 'message.body.') } };
}
