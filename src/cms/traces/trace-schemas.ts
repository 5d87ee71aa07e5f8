import type { JsonSchema } from '../../wire/fields/field.js';
import { REASONS } from './message-trace.js';

const TIME = { type: 'string', nullable: true, description: 'YYYY-MM-DD HH:mm:ss' };

const CONVERSATION: JsonSchema = {
  type: 'object',
  required: ['kind', 'conversation_id', 'seq'],
  properties: {
    kind: { type: 'string', enum: ['users', 'service', 'group'] },
    user_ids: { type: 'array', items: { type: 'integer' }, description: 'kind=users：双方用户 id' },
    service_id: { type: 'integer', description: 'kind=service' },
    user_id: { type: 'integer', nullable: true, description: 'kind=service；推送时为 null' },
    group_type: { type: 'integer', description: 'kind=group；4 为公众号的群发' },
    group_id: { type: 'integer', description: 'kind=group' },
    conversation_id: { type: 'string', description: 'u:<小>:<大>、s:<公众号>:<用户> 或 g:<类型>:<群>' },
    seq: {
      type: 'integer',
      nullable: true,
      description: '推送在每个接收者的会话中各有位置：指定 user_id 时为其位置，否则为 null',
    },
  },
};

const USER: JsonSchema = {
  type: 'object',
  required: ['user_id', 'status', 'received_at', 'read_at', 'exact'],
  properties: {
    user_id: { type: 'integer', description: '用户 id；发给公众号的消息为公众号 id' },
    status: { type: 'integer', enum: [0, 3, 4], description: '0 未收到 3 已收到未读 4 已读' },
    received_at: TIME,
    read_at: TIME,
    exact: { type: 'boolean', description: 'true：时间即这条消息的时间；false：不晚于此时间' },
  },
};

export const TRACE_SCHEMA: JsonSchema = {
  type: 'object',
  required: [
    'msg_id',
    'state',
    'accepted',
    'committed',
    'recalled',
    'conversation',
    'sender',
    'receivers',
    'received',
    'read',
    'users',
    'next_cursor',
    'reason',
  ],
  properties: {
    msg_id: { type: 'integer' },
    state: { type: 'string', enum: ['sent', 'recalled'] },
    accepted: { ...TIME, description: '服务器接受的时间；升级之前的消息为 null' },
    committed: { type: 'string', description: '提交的时间' },
    recalled: { ...TIME, description: '撤回的时间；未撤回为 null' },
    conversation: CONVERSATION,
    sender: {
      type: 'object',
      required: ['kind', 'id'],
      properties: { kind: { type: 'string', enum: ['user', 'service'] }, id: { type: 'integer' } },
    },
    receivers: { type: 'integer', description: '提交时的接收者人数' },
    received: { type: 'integer' },
    read: { type: 'integer' },
    users: { type: 'array', items: USER, description: '按用户 id 排序' },
    next_cursor: { type: 'integer', nullable: true, description: '没有更多时为 null；一页可能少于 page_size' },
    reason: { type: 'string', nullable: true, enum: [...REASONS, null], description: 'user_id 不是接收者的原因' },
  },
};

export const TRACE_EXAMPLE = {
  datas: {
    msg_id: 1111,
    state: 'sent',
    accepted: '2015-09-15 14:11:11',
    committed: '2015-09-15 14:11:11',
    recalled: null,
    conversation: { kind: 'users', user_ids: [1, 2], conversation_id: 'u:1:2', seq: 7 },
    sender: { kind: 'user', id: 1 },
    receivers: 1,
    received: 1,
    read: 0,
    users: [{ user_id: 2, status: 3, received_at: '2015-09-15 14:11:12', read_at: null, exact: false }],
    next_cursor: null,
    reason: null,
  },
};
