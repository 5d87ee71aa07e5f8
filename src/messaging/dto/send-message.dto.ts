import type { Type } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { MESSAGE_TYPE } from '../../timeline/message.js';
import type { JsonSchema } from '../../wire/fields/field.js';
import { Choice, JsonObject, Text, Uint } from '../../wire/fields/fields.js';
import { ImageBodyDto, TextBodyDto } from './message-bodies.dto.js';
import { MESSAGE_EXAMPLES } from './message-examples.js';

/** In a form, JSON text; in JSON, an object or JSON text. */
const MESSAGE = {
  description: '消息体：{"msg_type":"1","body":{"text":…}} 或 {"msg_type":"2","body":{图片描述}}；表单中为 JSON 文本',
  example: MESSAGE_EXAMPLES.纯文本,
  schema: { oneOf: [messageOf(MESSAGE_TYPE.text, TextBodyDto), messageOf(MESSAGE_TYPE.image, ImageBodyDto)] },
};

const CLIENT_MSG_ID = {
  max: 64,
  required: false,
  emptyIsAbsent: false,
  description: '客户端消息 id，每个发送者永久唯一；重复发送返回首次结果',
  example: '8f14e45f-ea5b-4f0d-b7c7-1f1d1a1a0001',
};

function messageOf(type: number, body: Type<object>): JsonSchema {
  // The table says int, the examples "1": both are taken.
  const msgType = {
    anyOf: [
      { type: 'integer', enum: [type] },
      { type: 'string', enum: [String(type)] },
    ],
  };
  const properties = { msg_type: msgType, body: { $ref: getSchemaPath(body) } };
  return { type: 'object', required: ['msg_type', 'body'], properties };
}

/** Interface 2. */
@ApiExtraModels(TextBodyDto, ImageBodyDto)
export class SendMessageDto {
  @Uint({ description: 'send_type 0：用户 id；2：公众号 id', example: 41 })
  to_uid!: number;

  @Choice({ of: [0, 2], required: false, description: '0（默认）用户，2 公众号', example: 0 })
  send_type?: number;

  @JsonObject(MESSAGE)
  message!: object;

  @Text(CLIENT_MSG_ID)
  client_msg_id?: string;
}

/** Interface 3. */
@ApiExtraModels(TextBodyDto, ImageBodyDto)
export class SendGroupMessageDto {
  @Choice({ of: [1, 2, 3, 4], required: false, description: '1 用户群组（默认） 2 兴趣组 3 小区 4 公众号', example: 1 })
  group_type?: number;

  @Uint({ description: '群组 id；group_type 4：公众号 id', example: 111222 })
  to_uid!: number;

  @JsonObject(MESSAGE)
  message!: object;

  @Text(CLIENT_MSG_ID)
  client_msg_id?: string;
}
