import { PUSH_EXAMPLES, PUSH_SCHEMA } from '../messaging/message-schemas.js';
import { FAILURE_REF, failureExamples, type NamedExamples, named } from '../wire/openapi/api-call.js';
import type { JsonSchema } from '../wire/fields/field.js';
import type { PushedEvent } from '../wire/openapi/socket-events.js';

const UID = { type: 'string', description: '用户id' };
const MSG_ID = { type: 'integer' };
const CONVERSATION_ID = { type: 'string' };

const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const example = (value: object): NamedExamples => named({ 示例: value });

const MEMBER_EVENT = object({
  group: object({ group_id: { type: 'string' }, group_type: { type: 'string' } }),
  uid: UID,
});
const MEMBER_EXAMPLES = example({ group: { group_id: '111', group_type: '1' }, uid: '41' });

/** What the server sends on its own (contract, section 6), for the API document. */
export const PUSHED_EVENTS: Readonly<Record<string, PushedEvent>> = {
  message: {
    description: '新消息：发给每个接收者的每个设备，以及发送者的其他设备',
    schema: PUSH_SCHEMA,
    examples: named(PUSH_EXAMPLES),
  },
  'message:status': {
    description: '回执：发给发送者，以及回执用户的其他设备；3 已收到 4 已读',
    schema: object({
      msg_id: MSG_ID,
      conversation_id: CONVERSATION_ID,
      uid: UID,
      status: { type: 'integer', enum: [3, 4] },
      time: { type: 'string', description: 'YYYY-MM-DD HH:mm:ss' },
    }),
    examples: example({ msg_id: 1111, conversation_id: 'u:41', uid: '41', status: 4, time: '2015-09-15 14:11:12' }),
  },
  'message:progress': {
    description: '接收者超过 100 人时代替 message:status，每秒至多一次',
    schema: object({
      msg_id: MSG_ID,
      conversation_id: CONVERSATION_ID,
      received: { type: 'integer' },
      read: { type: 'integer' },
    }),
    examples: example({ msg_id: 1111, conversation_id: 'g:2:111', received: 250, read: 117 }),
  },
  'message:recalled': {
    description: '消息已撤回：发给所有已有该消息的用户',
    schema: object({ msg_id: MSG_ID, conversation_id: CONVERSATION_ID, seq: { type: 'integer' } }),
    examples: example({ msg_id: 1111, conversation_id: 'u:41', seq: 7 }),
  },
  'sync:hint': {
    description: '可能漏收推送：请调用 message:sync',
    schema: object({}),
    examples: example({}),
  },
  'group:joined': {
    description: '加入群：发给本人与在线成员',
    schema: MEMBER_EVENT,
    examples: MEMBER_EXAMPLES,
  },
  'group:left': {
    description: '离开群：发给本人与在线成员',
    schema: MEMBER_EVENT,
    examples: MEMBER_EXAMPLES,
  },
  'session:ended': {
    description: '连接即将关闭：10002 登录凭证已过期，10001 用户已被封禁',
    schema: FAILURE_REF,
    examples: failureExamples([10002, 10001]),
  },
};
