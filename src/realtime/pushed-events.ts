import { PUSH_EXAMPLES, PUSH_SCHEMA } from '../messaging/message-schemas.js';
import { FAILURE_REF, failureExamples, named } from '../wire/openapi/api-call.js';
import type { PushedEvent } from '../wire/openapi/socket-events.js';

/** What the server sends on its own (contract, section 6), for the API document. */
export const PUSHED_EVENTS: Readonly<Record<string, PushedEvent>> = {
  message: {
    description: '新消息：发给每个接收者的每个设备，以及发送者的其他设备',
    schema: PUSH_SCHEMA,
    examples: named(PUSH_EXAMPLES),
  },
  'session:ended': {
    description: '连接即将关闭：10002 登录凭证已过期，10001 用户已被封禁',
    schema: FAILURE_REF,
    examples: failureExamples([10002, 10001]),
  },
};
