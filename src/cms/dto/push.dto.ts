import type { Type } from '@nestjs/common';
import { ArticleBodyDto } from '../../messaging/dto/article-body.dto.js';
import { ImageBodyDto, TextBodyDto } from '../../messaging/dto/message-bodies.dto.js';
import { MESSAGE_TYPE } from '../../timeline/message.js';
import { fieldsOf, type JsonSchema } from '../../wire/fields/field.js';
import { Choice, IdList, JsonObject, Text, Uint } from '../../wire/fields/fields.js';
import { DEFAULT_PAGE_SIZE } from '../../wire/fields/page.dto.js';

const MESSAGE = {
  description: '消息体：msg_type=1 {"text":…}，2 {图片描述}，3 {"title","date","img","desc","url"}；表单中为 JSON 文本',
  example: { text: 'hello world！' },
  schema: {
    oneOf: [
      bodyOf(MESSAGE_TYPE.text, TextBodyDto),
      bodyOf(MESSAGE_TYPE.image, ImageBodyDto),
      bodyOf(MESSAGE_TYPE.article, ArticleBodyDto),
    ],
  },
};

/** A body's schema, with the msg_type that it belongs to. */
function bodyOf(type: number, body: Type<object>): JsonSchema {
  const fields = fieldsOf(body);
  const properties = fields.map(({ name, schema, description, example }) => [
    name,
    { ...schema, description, example },
  ]);
  return {
    type: 'object',
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(properties) as JsonSchema,
    'x-when': { msg_type: type },
  };
}

export class ServiceMessageDto {
  @Uint({ description: '公众号id', example: 1111 })
  service_id!: number;

  @Choice({ of: [1, 2, 3], description: '1、文本 2、图片 3、图文', example: 1 })
  msg_type!: number;

  @JsonObject(MESSAGE)
  message!: object;

  @Text({
    max: 64,
    required: false,
    emptyIsAbsent: false,
    description: '客户端消息 id，每个公众号永久唯一；重复发送返回首次结果',
    example: '8f14e45f-ea5b-4f0d-b7c7-1f1d1a1a0001',
  })
  client_msg_id?: string;
}

/** Interface 14. */
export class CmsSendMessageDto extends ServiceMessageDto {
  @IdList({ max: 10_000, description: '发送用户id，至多 10000 个', example: '1,2,3' })
  user_id!: number[];
}

export class BroadcastMessageDto extends ServiceMessageDto {}

export class PushIdDto {
  @Uint({ description: '推送的消息id', example: 2222 })
  msg_id!: number;
}

/** Interface 15. */
export class GetServiceMsgDto {
  @Uint({ description: '公众号id', example: 1111 })
  service_id!: number;

  @Choice({ of: [1, 2], description: '1、接收的消息 2、发送的消息', example: 1 })
  search_type!: number;

  @Uint({ required: false, description: 'search_type=1 发送方；2 接收方；不传默认返回全部', example: 1 })
  user_id?: number;

  @Uint({ required: false, description: '页码，不传默认 1', example: 1 })
  page?: number;

  @Uint({ required: false, max: 1000, description: `数据大小，不传默认 ${DEFAULT_PAGE_SIZE}`, example: 50 })
  page_size?: number;
}

export class GetPushReceiversDto {
  @Uint({ description: '推送的消息id', example: 2222 })
  msg_id!: number;

  @Choice({ of: [0, 3, 4], required: false, description: '0 未收到 3 已收到未读 4 已读，不传返回全部', example: 4 })
  status?: number;

  @Uint({ required: false, description: '上一页的 next_cursor', example: 1 })
  cursor?: number;

  @Uint({ required: false, max: 1000, description: '数据大小，不传默认 200', example: 200 })
  page_size?: number;
}

export class CmsUpdateMessageReadStatusDto {
  @Uint({ description: '公众号id', example: 1111 })
  service_id!: number;

  @IdList({ max: 10_000, description: '用户发给公众号的消息 id', example: '2223' })
  msg_id!: number[];
}
