import { MESSAGE_TYPE, type MessageBody } from '../../timeline/message.js';
import { ArticleBodyDto } from '../../messaging/dto/article-body.dto.js';
import { ImageBodyDto, TextBodyDto } from '../../messaging/dto/message-bodies.dto.js';
import type { ServiceMessageDto } from '../dto/push.dto.js';
import { decode, type DtoClass } from '../../wire/fields/decode.js';

/** What official accounts may send, by msg_type. */
export const SERVICE_BODIES: ReadonlyMap<number, DtoClass<object>> = new Map<number, DtoClass<object>>([
  [MESSAGE_TYPE.text, TextBodyDto],
  [MESSAGE_TYPE.image, ImageBodyDto],
  [MESSAGE_TYPE.article, ArticleBodyDto],
]);

/** The body, rebuilt from the named fields of its type. @throws AppError 10000 naming the parameter */
export function parseServiceBody(type: number, message: object): MessageBody {
  const dto = SERVICE_BODIES.get(type);
  if (!dto) throw new Error(`No body of msg_type ${type}`);
  return { ...decode(dto, message, 'message.') };
}

/** What a call is to send. @throws AppError 10000 naming the parameter */
export function messageOf({ service_id, msg_type, message, client_msg_id }: ServiceMessageDto) {
  return {
    serviceId: service_id,
    type: msg_type,
    body: parseServiceBody(msg_type, message),
    clientMsgId: client_msg_id,
  };
}
