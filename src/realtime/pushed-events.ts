import { PROGRESS_EXAMPLE, PROGRESS_SCHEMA } from '../cms/pushes/push-schemas.js';
import { PUSH_EXAMPLE, PUSH_EXAMPLES, PUSH_SCHEMA } from '../messaging/message-schemas.js';
import { FAILURE_REF, failureExamples, type NamedExamples, named } from '../wire/openapi/api-call.js';
import type { JsonSchema } from '../wire/fields/field.js';
import type { PushedEvent } from '../wire/openapi/socket-events.js';

const TIME = 'YYYY-MM-DD HH:mm:ss';
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

const PARTY = object({ uid: UID, nickname: { type: 'string' }, photo: { type: 'string' } });
const PARTY_EXAMPLE = { uid: '111222', nickname: '仓井', photo: '' };

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
      time: { type: 'string', description: TIME },
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
  'group:muted': {
    description: '被禁言：发给本人；没有 until 表示禁言已解除',
    schema: {
      ...MEMBER_EVENT,
      properties: { ...(MEMBER_EVENT.properties as object), until: { type: 'string', description: TIME } },
    },
    examples: example({
      group: { group_id: '111', group_type: '1' },
      uid: '41',
      until: '2015-09-15 14:11:12',
    }),
  },
  'group:dismissed': {
    description: '群已解散：发给每个在线成员，uid 为本人',
    schema: MEMBER_EVENT,
    examples: MEMBER_EXAMPLES,
  },
  'friend:apply': {
    description: '好友申请：发给接收者；再次申请时再次发送',
    schema: object({ relation_apply_id: { type: 'integer' }, from: PARTY, comment: { type: 'string' } }),
    examples: example({ relation_apply_id: 1111, from: PARTY_EXAMPLE, comment: 'hello world' }),
  },
  'friend:agreed': {
    description: '已成为好友：发给双方的所有设备，from 为对方',
    schema: object({ from: PARTY }),
    examples: example({ from: PARTY_EXAMPLE }),
  },
  'friend:deleted': {
    description: '好友关系已解除：发给双方的所有设备，from 为对方',
    schema: object({ from: PARTY }),
    examples: example({ from: PARTY_EXAMPLE }),
  },
  'session:ended': {
    description: '连接即将关闭：10002 登录凭证已过期，10001 用户已被封禁',
    schema: FAILURE_REF,
    examples: failureExamples([10002, 10001]),
  },
};

const SERVICE_ID = { type: 'integer', description: '公众号id：数字，与 CMS 接口一致' };
const INBOX_PUSH = { ...PUSH_EXAMPLE, conversation_id: 's:111', service_id: 111 };

/** What the server sends on its own in the `/cms` namespace, to operators. */
export const OPERATOR_EVENTS: Readonly<Record<string, PushedEvent>> = {
  message: {
    description: '用户发给公众号的消息：发给负责该公众号的操作员，以及管理员与 API key；from 为该用户',
    schema: {
      allOf: [PUSH_SCHEMA, { type: 'object', required: ['service_id'], properties: { service_id: SERVICE_ID } }],
    },
    examples: named({
      纯文本: INBOX_PUSH,
      图片: { ...PUSH_EXAMPLES.图片, conversation_id: 's:111', service_id: 111 },
    }),
  },
  'message:recalled': {
    description: '用户撤回了发给公众号的消息',
    schema: object({
      msg_id: MSG_ID,
      conversation_id: CONVERSATION_ID,
      seq: { type: 'integer' },
      service_id: SERVICE_ID,
    }),
    examples: example({ msg_id: 1111, conversation_id: 's:111', seq: 7, service_id: 111 }),
  },
  'push:progress': {
    description: '推送或群发的进度：有新回执或被撤回时，每条推送每秒至多一次；与 cms/getPushProgress 相同',
    schema: PROGRESS_SCHEMA,
    examples: example(PROGRESS_EXAMPLE.datas),
  },
  'sync:hint': {
    description: '可能漏收推送：请调用 cms/getServiceMsg 与 cms/getPushProgress',
    schema: object({}),
    examples: example({}),
  },
  'session:ended': {
    description: '连接即将关闭：10002 登录凭证已过期，10001 密码已修改或账号已删除',
    schema: FAILURE_REF,
    examples: failureExamples([10002, 10001]),
  },
};
