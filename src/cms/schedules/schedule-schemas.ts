import type { JsonSchema } from '../../wire/fields/field.js';

export const PREVIEW_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['audience', 'msg_id'],
  properties: {
    audience: { type: 'integer', description: '正式推送会发给多少用户' },
    msg_id: { type: 'integer', description: '测试用户收到的消息id' },
  },
};

export const PREVIEW_EXAMPLE = { datas: { audience: 1024, msg_id: 1111 } };

export const SCHEDULE_ID_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['schedule_id'],
  properties: { schedule_id: { type: 'integer' } },
};

const TIME = 'YYYY-MM-DD HH:mm:ss';

const SCHEDULE = {
  schedule_id: { type: 'integer' },
  service_id: { type: 'integer' },
  msg_type: { type: 'integer', description: '1、文本 2、图片 3、图文' },
  body: { type: 'string', description: '消息体的 JSON 文本' },
  audience: { type: 'string', enum: ['list', 'followers'], description: 'list 指定的用户；followers 发送时的关注者' },
  receivers: { type: 'integer', description: '发送时的接收人数；发送前为指定的或目前关注的人数' },
  send_at: { type: 'string', description: TIME },
  state: { type: 'string', enum: ['waiting', 'sent', 'cancelled', 'failed'] },
  msg_id: { type: 'integer', nullable: true, description: '发送后的消息id' },
  sent_at: { type: 'string', nullable: true, description: TIME },
  late_seconds: { type: 'integer', description: '比 send_at 晚的秒数，5 秒以内为 0；待发送的为迄今已晚的秒数' },
  error_code: { type: 'integer', nullable: true, description: 'failed 的原因' },
  created_by: { type: 'string', description: '用户名，或 api_key' },
};

export const SCHEDULES_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'schedules'],
  properties: {
    total: { type: 'integer' },
    schedules: {
      type: 'array',
      description: '按 send_at 排序',
      items: { type: 'object', required: Object.keys(SCHEDULE), properties: SCHEDULE, additionalProperties: false },
    },
  },
};

export const SCHEDULES_EXAMPLE = {
  datas: {
    total: 2,
    schedules: [
      {
        schedule_id: 1,
        service_id: 111,
        msg_type: 1,
        body: '{"text":"hello world！"}',
        audience: 'list',
        receivers: 3,
        send_at: '2015-09-11 15:02:03',
        state: 'sent',
        msg_id: 1111,
        sent_at: '2015-09-11 15:02:04',
        late_seconds: 0,
        error_code: null,
        created_by: 'editor',
      },
      {
        schedule_id: 2,
        service_id: 111,
        msg_type: 1,
        body: '{"text":"hello world！"}',
        audience: 'followers',
        receivers: 1024,
        send_at: '2099-09-11 15:02:03',
        state: 'waiting',
        msg_id: null,
        sent_at: null,
        late_seconds: 0,
        error_code: null,
        created_by: 'api_key',
      },
    ],
  },
};
