import type { JsonSchema } from '../../wire/fields/field.js';

export const AUDIT_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'entries', 'next_cursor'],
  properties: {
    total: { type: 'integer', description: '10000 表示 10000 或更多' },
    entries: {
      type: 'array',
      description: '最新在前',
      items: {
        type: 'object',
        required: ['time', 'actor', 'action', 'service_id', 'detail', 'address', 'request_id', 'outcome'],
        properties: {
          time: { type: 'string' },
          actor: { type: 'string', description: '用户名，或 api_key；登录失败为空' },
          action: { type: 'string', description: '接口名' },
          service_id: { type: 'integer', nullable: true, description: '所涉公众号，撤回和取消也有' },
          detail: {
            type: 'object',
            description:
              '参数（密码只记 {"given"}）；结果中的数字或 ID 为 datas。长列表只记 {"count"}，大于 2 KB 的值只记 {"bytes"}。登录为 {"username", "ok"}',
          },
          address: { type: 'string', description: 'IP 地址' },
          request_id: { type: 'string', description: '回答中的 X-Request-Id' },
          outcome: {
            type: 'string',
            enum: ['done', 'unknown'],
            description: 'done 已完成；unknown 正在进行，或因服务中断、出错而不知是否完成。被拒绝的没有记录',
          },
        },
      },
    },
    next_cursor: { type: 'string', nullable: true, description: '没有更早的为 null' },
  },
};

export const AUDIT_EXAMPLE = {
  datas: {
    total: 2,
    entries: [
      {
        time: '2015-09-11 15:02:04',
        actor: 'editor',
        action: 'recallMessage',
        service_id: 111,
        detail: { msg_id: 1111, datas: 1 },
        address: '203.0.113.7',
        request_id: '2c1f0a52-6c0e-4f0e-9a3d-0a4f6a1f8f11',
        outcome: 'done',
      },
      {
        time: '2015-09-11 15:02:03',
        actor: '',
        action: 'login',
        service_id: null,
        detail: { username: 'editor', ok: false },
        address: '203.0.113.7',
        request_id: '7d0f3bb0-55a2-4b66-a6ab-5c0a3b1f2e22',
        outcome: 'done',
      },
    ],
    next_cursor: null,
  },
};
