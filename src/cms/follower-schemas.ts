import { PROFILE_SCHEMA } from '../users/user-schemas.js';
import type { JsonSchema } from '../wire/fields/field.js';

export const FOLLOWERS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['service_id', 'total', 'users', 'next_cursor'],
  properties: {
    service_id: { type: 'integer' },
    total: { type: 'integer' },
    users: { type: 'array', items: PROFILE_SCHEMA },
    next_cursor: { type: 'integer', nullable: true, description: '没有更多时为 null' },
  },
};

export const FOLLOWERS_EXAMPLE = {
  datas: { service_id: 111, total: 1, users: [{ user_id: 1, nickname: '仓井', photo: '' }], next_cursor: null },
};
