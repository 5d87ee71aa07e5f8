import type { JsonSchema } from '../wire/fields/field.js';

export const MSG_ID_SCHEMA: JsonSchema = { type: 'integer', description: '消息id：msg_id' };

const TEXT_BODY: JsonSchema = {
  type: 'object',
  description: '1 纯文本',
  required: ['text'],
  properties: { text: { type: 'string' } },
};

const IMAGE_BODY: JsonSchema = {
  type: 'object',
  description: '2 图片',
  required: ['pic_small', 'pic_big'],
  properties: { pic_small: { type: 'string', format: 'uri' }, pic_big: { type: 'string', format: 'uri' } },
};

const ARTICLE_BODY: JsonSchema = {
  type: 'object',
  description: '3 图文（服务号专用）',
  required: ['title', 'date', 'img', 'desc', 'url'],
  properties: {
    title: { type: 'string' },
    date: { type: 'string' },
    img: { type: 'string', format: 'uri' },
    desc: { type: 'string' },
    url: { type: 'string', format: 'uri' },
  },
};

/** What every push has, and a message that was recalled, too. */
const PLACE = {
  msg_id: { type: 'integer' },
  send_time: { type: 'string', description: 'YYYY-MM-DD HH:mm:ss' },
  group: {
    type: 'object',
    description: '群聊，以及公众号发送的消息',
    required: ['group_id', 'group_type'],
    properties: { group_id: { type: 'string' }, group_type: { type: 'string' } },
  },
  from: {
    type: 'object',
    required: ['uid', 'nickname', 'photo'],
    properties: { uid: { type: 'string' }, nickname: { type: 'string' }, photo: { type: 'string' } },
  },
  conversation_id: { type: 'string' },
  seq: { type: 'integer' },
} as const;

const REQUIRED = ['msg_type', 'msg_id', 'send_time', 'from', 'body', 'conversation_id', 'seq'];

const SENT: JsonSchema = {
  type: 'object',
  required: REQUIRED,
  properties: {
    ...PLACE,
    msg_type: { type: 'string', enum: ['1', '2', '3'], description: '1 纯文本 2 图片 3 图文' },
    body: { oneOf: [TEXT_BODY, IMAGE_BODY, ARTICLE_BODY] },
    client_msg_id: { type: 'string', description: '仅发送者本人可见' },
  },
};

const RECALLED: JsonSchema = {
  type: 'object',
  description: '已撤回',
  required: [...REQUIRED, 'recalled'],
  properties: {
    ...PLACE,
    msg_type: { type: 'string', enum: ['0'] },
    recalled: { type: 'boolean', enum: [true] },
    body: { type: 'object', maxProperties: 0 },
  },
};

/** The push format (contract, section 6). */
export const PUSH_SCHEMA: JsonSchema = { oneOf: [SENT, RECALLED] };

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

/** The document's pushes, with the additions. */
export const PUSH_EXAMPLES = {
  纯文本: PUSH_EXAMPLE,
  图片: {
    ...PUSH_EXAMPLE,
    msg_type: '2',
    body: {
      pic_small: 'http://pic4.ajkimg.com/display/3/100x450c.jpg',
      pic_big: 'http://pic4.ajkimg.com/display/3/600x450c.jpg',
    },
  },
  群聊: {
    ...PUSH_EXAMPLE,
    group: { group_id: '111222', group_type: '1' },
    conversation_id: 'g:1:111222',
  },
  服务号推送: {
    ...PUSH_EXAMPLE,
    msg_type: '3',
    group: { group_id: '111222', group_type: '4' },
    body: {
      title: '玩安居客APP刮刮乐，50万奖品等你来领',
      date: '123545587',
      img: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg',
      desc: '刮奖、邀好友赢金币。',
      url: 'http://api.anjuke.com/web/chat/content?id=39',
    },
    conversation_id: 's:111222',
  },
};

/** The same as pages of history. */
export const HISTORY_EXAMPLES = Object.fromEntries(
  Object.entries(PUSH_EXAMPLES).map(([name, push]) => {
    const { conversation_id, seq } = push;
    return [name, { datas: { conversation_id, last_seq: seq, messages: [push], has_more: false } }];
  }),
);

export const HISTORY_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['conversation_id', 'last_seq', 'messages', 'has_more'],
  properties: {
    conversation_id: { type: 'string' },
    last_seq: { type: 'integer' },
    messages: { type: 'array', items: PUSH_SCHEMA },
    has_more: { type: 'boolean' },
  },
};

export const CONVERSATION_LIST_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'conversations'],
  properties: {
    total: { type: 'integer' },
    conversations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['conversation_id', 'last_seq', 'unread', 'last_message', 'updated'],
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
  required: ['messages', 'has_more', 'recalled', 'recalls_cursor'],
  properties: {
    messages: { type: 'array', items: PUSH_SCHEMA, description: '每个会话内按 seq 升序' },
    has_more: { type: 'boolean' },
    recalled: {
      type: 'array',
      items: {
        type: 'object',
        required: ['msg_id', 'conversation_id', 'seq'],
        properties: { msg_id: { type: 'integer' }, conversation_id: { type: 'string' }, seq: { type: 'integer' } },
      },
    },
    recalls_cursor: { type: 'integer' },
  },
};
