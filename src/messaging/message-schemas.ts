import type { JsonSchema } from '../wire/fields/field.js';

export const MSG_ID_SCHEMA: JsonSchema = { type: 'integer', description: '消息id：msg_id' };

/** The push format (contract, section 6). */
export const PUSH_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['msg_type', 'msg_id', 'send_time', 'from', 'body', 'conversation_id', 'seq'],
  properties: {
    msg_type: { type: 'string', enum: ['0', '1', '2', '3'], description: '0：已撤回' },
    msg_id: { type: 'integer' },
    send_time: { type: 'string', description: 'YYYY-MM-DD HH:mm:ss' },
    group: { type: 'object', properties: { group_id: { type: 'string' }, group_type: { type: 'string' } } },
    from: {
      type: 'object',
      properties: { uid: { type: 'string' }, nickname: { type: 'string' }, photo: { type: 'string' } },
    },
    body: { type: 'object' },
    conversation_id: { type: 'string' },
    seq: { type: 'integer' },
    client_msg_id: { type: 'string', description: '仅发送者本人可见' },
    recalled: { type: 'boolean' },
  },
};

/** The document's text push, with the additions. */
export const PUSH_EXAMPLE = {
  msg_type: '1',
  msg_id: 1111,
  send_time: '2015-09-15 14:11:12',
  from: {
    uid: '111222',
    nickname: '仓井',
    photo: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg',
  },
  body: { text: 'hello world！' },
  conversation_id: 'u:111222',
  seq: 1,
};

export const HISTORY_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    conversation_id: { type: 'string' },
    last_seq: { type: 'integer' },
    messages: { type: 'array', items: PUSH_SCHEMA },
    has_more: { type: 'boolean' },
  },
};

export const CONVERSATION_LIST_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    total: { type: 'integer' },
    conversations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          conversation_id: { type: 'string' },
          last_seq: { type: 'integer' },
          unread: { type: 'integer', maximum: 999 },
          last_message: PUSH_SCHEMA,
          updated: { type: 'string' },
        },
      },
    },
  },
};

export const SYNC_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    messages: { type: 'array', items: PUSH_SCHEMA, description: '每个会话内按 seq 升序' },
    has_more: { type: 'boolean' },
    recalled: {
      type: 'array',
      items: {
        type: 'object',
        properties: { msg_id: { type: 'integer' }, conversation_id: { type: 'string' }, seq: { type: 'integer' } },
      },
    },
    recalls_cursor: { type: 'integer' },
  },
};
