import { PROFILE_SCHEMA } from '../users/user-schemas.js';
import type { JsonSchema } from '../wire/fields/field.js';

const ROLES = ['owner', 'admin', 'member'];

const GROUP = {
  group_type: { type: 'integer', enum: [1, 2, 3] },
  group_id: { type: 'integer' },
  name: { type: 'string' },
  member_count: { type: 'integer' },
};

const GROUP_EXAMPLE = { group_type: 1, group_id: 111, name: '周末爬山', member_count: 3, role: 'owner' };

const PROFILE = PROFILE_SCHEMA.properties as Record<string, JsonSchema>;

export const USER_LIST_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['belong_id', 'search_type', 'total', 'users'],
  properties: {
    belong_id: { type: 'integer' },
    search_type: { type: 'integer', enum: [1, 2] },
    total: { type: 'string', description: '记录条数' },
    users: { type: 'array', items: PROFILE_SCHEMA, description: '按加入顺序' },
  },
};

/** The document's example, with the errata applied. */
export const USER_LIST_EXAMPLE = {
  datas: {
    belong_id: 10001,
    search_type: 1,
    total: '2',
    users: [
      { user_id: 1, nickname: '兴趣组1', photo: 'http://pic4.ajkimg.com/display/3/600x450c.jpg' },
      { user_id: 2, nickname: '兴趣组2', photo: 'http://pic4.ajkimg.com/display/3/600x450b.jpg' },
    ],
  },
};

export const GROUP_LIST_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'groups'],
  properties: {
    total: { type: 'integer' },
    groups: {
      type: 'array',
      items: {
        type: 'object',
        required: [...Object.keys(GROUP), 'role'],
        properties: { ...GROUP, role: { type: 'string', enum: ROLES } },
      },
    },
  },
};

export const GROUP_LIST_EXAMPLE = { datas: { total: 1, groups: [GROUP_EXAMPLE] } };

export const GROUP_INFO_SCHEMA: JsonSchema = {
  type: 'object',
  required: [...Object.keys(GROUP), 'role', 'owner_uid', 'muted_until'],
  properties: {
    ...GROUP,
    role: { type: 'string', enum: [...ROLES, null], nullable: true, description: '非成员为 null' },
    owner_uid: { type: 'integer', nullable: true, description: '没有群主时为 null' },
    muted_until: { type: 'string', nullable: true, description: '本人被禁言到 YYYY-MM-DD HH:mm:ss，否则为 null' },
  },
};

export const GROUP_INFO_EXAMPLE = { datas: { ...GROUP_EXAMPLE, owner_uid: 41, muted_until: null } };

export const MEMBERS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['total', 'members'],
  properties: {
    total: { type: 'integer' },
    members: {
      type: 'array',
      description: '按加入顺序',
      items: {
        type: 'object',
        required: [...Object.keys(PROFILE), 'role', 'joined'],
        properties: {
          ...PROFILE,
          role: { type: 'string', enum: ROLES },
          joined: { type: 'string', description: 'YYYY-MM-DD HH:mm:ss' },
        },
      },
    },
  },
};

export const MEMBERS_EXAMPLE = {
  datas: {
    total: 1,
    members: [{ user_id: 41, nickname: '仓井', photo: '', role: 'owner', joined: '2015-09-15 14:11:12' }],
  },
};
