import { PROFILE_SCHEMA } from '../users/user-schemas.js';
import type { JsonSchema } from '../wire/fields/field.js';

const TOTAL: JsonSchema = { type: 'string', description: '记录条数' };

function pageOf(name: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const item = { allOf: [PROFILE_SCHEMA, { type: 'object', required: Object.keys(properties), properties }] };
  return {
    type: 'object',
    required: ['total', name],
    properties: { total: TOTAL, [name]: { type: 'array', description: '最新在前', items: item } },
  };
}

/** Interface 11, and getSentFriendApplyList, whose `user_id` is the receiver. */
export const APPLY_LIST_SCHEMA = pageOf('applys', {
  comment: { type: 'string', description: '申请理由' },
  status: { type: 'string', enum: ['0', '1', '2'], description: '0 未审核 1 已通过 2 拒绝' },
  created: { type: 'string', description: '添加时间' },
  relation_apply_id: { type: 'integer', description: '申请id' },
});

/** The document's example in the common envelope (erratum 2), with ids as numbers (6), and the apply's id (3). */
export const APPLY_LIST_EXAMPLE = {
  datas: {
    total: '2',
    applys: [
      {
        user_id: 1,
        nickname: '兴趣组1',
        photo: '',
        comment: 'ss',
        status: '1',
        created: '2015-09-11 15:02:03',
        relation_apply_id: 1111,
      },
      {
        user_id: 2,
        nickname: '兴趣组2',
        photo: '',
        comment: 'ddd',
        status: '2',
        created: '2015-09-11 15:02:04',
        relation_apply_id: 1112,
      },
    ],
  },
};

export const FRIEND_LIST_SCHEMA = pageOf('friends', { created: { type: 'string', description: '成为好友的时间' } });

export const FRIEND_LIST_EXAMPLE = {
  datas: {
    total: '1',
    friends: [{ user_id: 1, nickname: '仓井', photo: '', created: '2015-09-11 15:02:03' }],
  },
};
