import { PROFILE_SCHEMA } from '../users/user-schemas.js';
import type { JsonSchema } from '../wire/fields/field.js';

export const BLACKLIST_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'blacklist'],
  properties: {
    total: { type: 'string', description: '记录条数' },
    blacklist: {
      type: 'array',
      description: '最新在前',
      items: {
        allOf: [
          PROFILE_SCHEMA,
          {
            type: 'object',
            required: ['created'],
            properties: { created: { type: 'string', description: '添加时间' } },
          },
        ],
      },
    },
  },
};

/** The document's example, newest first, with ids as numbers (erratum 6). */
export const BLACKLIST_EXAMPLE = {
  datas: {
    total: '2',
    blacklist: [
      {
        user_id: 2,
        nickname: '兴趣组2',
        photo: 'http://pic4.ajkimg.com/display/3/600x450b.jpg',
        created: '2015-09-11 15:02:04',
      },
      {
        user_id: 1,
        nickname: '兴趣组1',
        photo: 'http://pic4.ajkimg.com/display/3/600x450c.jpg',
        created: '2015-09-11 15:02:03',
      },
    ],
  },
};
