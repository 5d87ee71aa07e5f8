import type { JsonSchema } from '../../wire/fields/field.js';

const COUNTS = {
  receivers: { type: 'integer' },
  received: { type: 'integer' },
  read: { type: 'integer' },
  state: { type: 'string', enum: ['sent', 'recalled'] },
};

const ITEM = {
  msg_id: { type: 'integer' },
  msg_type: { type: 'integer', description: '1、纯文本 2、图片、3、图文' },
  body: { type: 'string', description: '消息体的 JSON 文本' },
  created: { type: 'string', description: 'unix 秒' },
};

export const SERVICE_MSG_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['service_id', 'search_type', 'user_id', 'total', 'msgs'],
  properties: {
    service_id: { type: 'integer' },
    search_type: { type: 'integer', enum: [1, 2] },
    user_id: { type: 'integer', nullable: true },
    total: { type: 'integer' },
    msgs: {
      type: 'array',
      items: {
        oneOf: [
          {
            type: 'object',
            description: 'search_type=1',
            required: [...Object.keys(ITEM), 'from_uid'],
            properties: { ...ITEM, from_uid: { type: 'integer' } },
            additionalProperties: false,
          },
          {
            type: 'object',
            description: 'search_type=2',
            required: [...Object.keys(ITEM), ...Object.keys(COUNTS)],
            properties: { ...ITEM, ...COUNTS },
            additionalProperties: false,
          },
        ],
      },
    },
  },
};

export const SERVICE_MSG_EXAMPLES = {
  接收的消息: {
    datas: {
      service_id: 1,
      search_type: 1,
      user_id: 10001,
      total: 1,
      msgs: [{ msg_id: 1, msg_type: 1, body: '{"text":"sss"}', created: '123455775', from_uid: 10001 }],
    },
  },
  发送的消息: {
    datas: {
      service_id: 1,
      search_type: 2,
      user_id: null,
      total: 1,
      msgs: [
        {
          msg_id: 2,
          msg_type: 1,
          body: '{"text":"ssss"}',
          created: '123455775',
          receivers: 4,
          received: 3,
          read: 1,
          state: 'sent',
        },
      ],
    },
  },
};

export const PROGRESS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['msg_id', ...Object.keys(COUNTS)],
  properties: { msg_id: { type: 'integer' }, ...COUNTS },
};

export const PROGRESS_EXAMPLE = {
  datas: { msg_id: 1111, receivers: 4, received: 3, read: 1, state: 'sent' },
};

const TIME = { type: 'string', nullable: true, description: 'YYYY-MM-DD HH:mm:ss' };

export const RECEIVERS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['msg_id', 'receivers', 'next_cursor'],
  properties: {
    msg_id: { type: 'integer' },
    receivers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['user_id', 'nickname', 'status', 'received_at', 'read_at'],
        properties: {
          user_id: { type: 'integer' },
          nickname: { type: 'string' },
          status: { type: 'integer', enum: [0, 3, 4] },
          received_at: TIME,
          read_at: TIME,
        },
      },
    },
    next_cursor: { type: 'integer', nullable: true, description: '没有更多时为 null；一页可能少于 page_size' },
  },
};

export const RECEIVERS_EXAMPLE = {
  datas: {
    msg_id: 1111,
    receivers: [
      {
        user_id: 1,
        nickname: '仓井',
        status: 4,
        received_at: '2015-09-15 14:11:12',
        read_at: '2015-09-15 14:12:00',
      },
    ],
    next_cursor: null,
  },
};
