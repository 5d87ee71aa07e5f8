import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type ApiDocument, operationsOf, type Schema } from './bad-values/api-document.js';
import { parametersOf } from './bad-values/parameters.js';

/** What the contract says of the parameters, in its own words: the bad values follow the document, so it has to be right. */
const ID = 'integer from 1';
const CLIENT_MSG_ID = 'text of 1 to 64, optional';
const MESSAGE = {
  message: 'object',
  'message.msg_type': 'one of 1',
  'message.body': 'object',
  'message.body.text': 'text of 1 to 5000',
  'message.body.height': ID,
  'message.body.width': ID,
  'message.body.size': ID,
  'message.body.hash': 'text of 1 to 64, ^[0-9A-Za-z_-]+$',
  'message.body.id': 'text of 1 to 64, ^[0-9A-Za-z_-]+$',
  'message.body.format': 'text of 1 to 8, ^(JPEG|PNG|GIF|WEBP|BMP)$',
  'message.body.exists': 'one of 0 1',
  'message.body.host': 'integer from 0 to 99',
};
const SEND = { to_uid: ID, send_type: 'one of 0 2, optional', ...MESSAGE, client_msg_id: CLIENT_MSG_ID };
const SEND_GROUP = { to_uid: ID, group_type: 'one of 1 2 3 4, optional', ...MESSAGE, client_msg_id: CLIENT_MSG_ID };
const MEMBERS = { group_type: 'one of 1 2 3', group_id: ID, user_id: '1 to 10000 ids' };
const RECEIVED = { msg_id: '1 to 1000 ids', status: 'one of 3' };
const READ = { msg_id: '1 to 1000 ids', status: 'one of 4' };
const CONVERSATION_ID = String.raw`text of 1 to 64, ^(u|s|g:[1-4]):[1-9]\d{0,15}$`;
const SYNC = {
  known: 'object',
  'known.*': 'integer from 0, optional',
  limit: 'integer from 1 to 1000, optional',
  recalls_after: `${ID}, optional`,
};
const PAGE = { page: `${ID}, optional`, page_size: 'integer from 1 to 1000, optional' };
const USERNAME = 'text of 1 to 64, ^[A-Za-z0-9_.@-]+$';
const ROLE = 'text of 1 to 8, ^(admin|operator)$';
const NEW_PASSWORD = 'password of 10 to 128';
const TIME = String.raw`text of 19 to 19, ^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$`;
const PROFILE = { nickname: 'text of 1 to 64', photo: 'URL of 0 to 512' };

const CONTRACT: Record<string, Record<string, string>> = {
  'user/getUserInfo': { user_id: '1 to 100 ids' },
  'message/sendMessage': SEND,
  'message:send': SEND,
  'message/sendGroupMessage': SEND_GROUP,
  'message:sendGroup': SEND_GROUP,
  'message/getHistory': {
    conversation_id: CONVERSATION_ID,
    before_seq: `${ID}, optional`,
    after_seq: 'integer from 0, optional',
    limit: 'integer from 1 to 200, optional',
  },
  'message/getConversationList': PAGE,
  'message/updateMessageReceiveStatus': RECEIVED,
  'message:received': RECEIVED,
  'message/updateMessageReadStatus': READ,
  'message:read': READ,
  'message/readConversation': { conversation_id: CONVERSATION_ID, up_to_seq: ID },
  'message/getMessageStatus': { msg_id: ID, ...PAGE },
  'message/sync': SYNC,
  'message:sync': SYNC,
  'message/recallMessage': { msg_id: ID },
  'cms/importUsers': {
    users: '1 to 1000 items',
    'users[0].user_id': ID,
    'users[0].nickname': PROFILE.nickname,
    'users[0].photo': PROFILE.photo,
  },
  'cms/issueUserToken': { user_id: ID, expires_in: 'integer from 1 to 2592000, optional' },
  'cms/banUser': { user_id: ID },
  'cms/unbanUser': { user_id: ID },
  'cms/deleteUser': { user_id: ID, messages: 'text of 1 to 5, ^(keep|erase)$, optional' },
  'cms/saveGroup': { group_type: 'one of 1 2 3', group_id: ID, name: 'text of 1 to 64' },
  'cms/addGroupMembers': MEMBERS,
  'cms/removeGroupMembers': MEMBERS,
  'cms/login': { username: USERNAME, password: 'password of 1 to 128' },
  'cms/createOperator': { username: USERNAME, role: ROLE, password: NEW_PASSWORD },
  'cms/updateOperator': { username: USERNAME, role: `${ROLE}, optional`, password: `${NEW_PASSWORD}, optional` },
  'cms/removeOperator': { username: USERNAME },
  'cms/assignOperator': { username: USERNAME, service_id: ID, assigned: 'one of 0 1' },
  'cms/listOperators': PAGE,
  'cms/changePassword': { old_password: 'password of 1 to 128', new_password: NEW_PASSWORD },
  'cms/getAuditLog': {
    actor: `${USERNAME}, optional`,
    action: String.raw`text of 1 to 64, ^\w+$, optional`,
    service_id: `${ID}, optional`,
    from: `${TIME}, optional`,
    to: `${TIME}, optional`,
    cursor: String.raw`text of 1 to 33, ^[1-9]\d{0,15}-[1-9]\d{0,15}$, optional`,
    ...PAGE,
  },
  'cms/saveServiceAccount': { service_id: ID, ...PROFILE },
};

const KINDS: Readonly<Record<string, string>> = { uri: 'URL', password: 'password' };

function describeSchema(schema: Schema): string {
  const { type, enum: members, minimum, maximum, minLength, maxLength, pattern, format, minItems, maxItems } = schema;
  if (schema['x-id-list']) return `1 to ${schema['x-id-list'].maxItems} ids`;
  if (members) return `one of ${members.join(' ')}`;
  if (type === 'integer')
    return `integer from ${minimum}${maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`}`;
  if (type === 'array') return `${minItems} to ${maxItems} items`;
  if (type !== 'string') return 'object';
  return `${KINDS[format ?? ''] ?? 'text'} of ${minLength} to ${maxLength}${pattern === undefined ? '' : `, ${pattern}`}`;
}

describe('The API document', () => {
  let chat: ChatApp;
  let document: ApiDocument;

  beforeAll(async () => {
    chat = await startChat();
    document = (await (await fetch(`${chat.client.url}/docs-json`)).json()) as ApiDocument;
  });
  afterAll(() => chat.close());

  it.each(Object.entries(CONTRACT))('says of %s what the contract says', (name, parameters) => {
    const [operation] = operationsOf(document).filter((candidate) => candidate.name === name);
    const documented = parametersOf(operation ?? { name, input: {} }).map((parameter) => {
      const optional = parameter.required ? '' : ', optional';
      return [parameter.name, describeSchema(parameter.schema) + optional] as const;
    });
    expect(Object.fromEntries(documented)).toMatchObject(parameters);
  });

  it('names as socket events the calls that they are the same as', () => {
    const { 'x-socket-events': events } = document;
    const inputs = Object.entries(events.toServer).map(([name, { payload }]) => [name, payload.schema]);
    const refTo = (dto: string) => ({ $ref: `#/components/schemas/${dto}` });
    expect(Object.fromEntries(inputs)).toEqual({
      'message:send': refTo('SendMessageDto'),
      'message:sendGroup': refTo('SendGroupMessageDto'),
      'message:received': refTo('UpdateMessageReceiveStatusDto'),
      'message:read': refTo('UpdateMessageReadStatusDto'),
      'message:sync': refTo('SyncDto'),
    });
  });

  it('and the server know 5,000 conversations in one sync and not 5,001, over both doors', async () => {
    const { known } = document.components.schemas.SyncDto?.properties ?? {};
    expect(known?.anyOf?.[0]).toMatchObject({ maxProperties: 5000 });
    await chat.client.importUsers(1);
    const socket = await chat.client.connect(1);
    for (const [count, expected] of [
      [5000, { datas: { messages: [], has_more: false } }],
      [5001, { error_code: 10000, error_msg: '参数错误：known' }],
    ] as const) {
      // Long ids: the whole is beyond what other calls may send.
      const ids = Array.from({ length: count }, (_, index) => `g:3:${Number.MAX_SAFE_INTEGER - index}`);
      const input = { known: Object.fromEntries(ids.map((id) => [id, Number.MAX_SAFE_INTEGER])) };
      expect(JSON.stringify(input).length).toBeGreaterThan(128 * 1024);
      expect(await chat.client.as(1).post('message/sync', input)).toMatchObject(expected);
      expect(await socket.emit('message:sync', input)).toMatchObject(expected);
    }
  });

  it('says how each form of an id list looks', () => {
    const [query] = document.paths['/anlife/v1.0/chat/user/getUserInfo']?.get?.parameters ?? [];
    expect(query).toMatchObject({ name: 'user_id', in: 'query', schema: { type: 'string', example: '1,2,3' } });
    const pattern = new RegExp(query?.schema.pattern ?? '');
    const ids = (count: number): string => Array.from({ length: count }, (_, index) => index + 1).join(',');
    expect(['1', '1,2,3', ids(100)].filter((text) => !pattern.test(text))).toEqual([]);
    expect(['', ',', '1,', '0', '01', '1, 2', ids(101)].filter((text) => pattern.test(text))).toEqual([]);
    const { user_id } = document.components.schemas.GroupMembersDto?.properties ?? {};
    expect(user_id?.oneOf?.map(({ type }) => type)).toEqual(['string', 'integer', 'array']);
  });
});
