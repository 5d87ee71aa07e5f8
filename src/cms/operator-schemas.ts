import type { JsonSchema } from '../wire/fields/field.js';

export const ROLE_SCHEMA: JsonSchema = { type: 'string', enum: ['admin', 'operator'] };

export const TOKEN_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['token', 'expires_in'],
  properties: {
    token: { type: 'string', description: '放入 Authorization: Bearer <token>' },
    expires_in: { type: 'integer', description: '有效秒数' },
  },
};

export const TOKEN_EXAMPLE = { datas: { token: 'eyJ…', expires_in: 3600 } };

export const OPERATOR_ID_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['operator_id'],
  properties: { operator_id: { type: 'integer' } },
};

export const OPERATORS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'operators'],
  properties: {
    total: { type: 'integer' },
    operators: {
      type: 'array',
      description: '按用户名排序',
      items: {
        type: 'object',
        required: ['operator_id', 'username', 'role', 'services', 'created'],
        properties: {
          operator_id: { type: 'integer' },
          username: { type: 'string' },
          role: ROLE_SCHEMA,
          services: { type: 'array', items: { type: 'integer' }, description: '分配给他的公众号 id' },
          created: { type: 'string', description: '创建时间' },
        },
      },
    },
  },
};

export const OPERATORS_EXAMPLE = {
  datas: {
    total: 2,
    operators: [
      { operator_id: 2, username: 'boss', role: 'admin', services: [], created: '2015-09-11 15:02:03' },
      { operator_id: 1, username: 'editor', role: 'operator', services: [111], created: '2015-09-11 15:02:04' },
    ],
  },
};
