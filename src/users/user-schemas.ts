import type { JsonSchema } from '../wire/fields/field.js';

/** A profile in results. */
export const PROFILE_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['user_id', 'nickname', 'photo'],
  properties: {
    user_id: { type: 'integer' },
    nickname: { type: 'string' },
    photo: { type: 'string', description: 'http(s) URL, or empty' },
  },
};
