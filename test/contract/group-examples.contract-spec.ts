import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

/** Interface 1's own text, as the document prints it. */
const DOCUMENTED = `{
	"datas":{
		"belong_id":"10001",
		"search_type":"1",
		"total":"2",
		"groups":[
			{"user_id":"1","nickname":"\\u5174\\u8da3\\u7ec41","photo":"http://pic4.ajkimg.com/display/3/600x450c.jpg"},
			{"user_id":"2","nickname":"\\u5174\\u8da3\\u7ec42","photo":"http://pic4.ajkimg.com/display/3/600x450b.jpg"}
		]
	}
}`;

interface DocumentedUser {
  readonly user_id: string;
  readonly nickname: string;
  readonly photo: string;
}

const { datas: EXAMPLE } = JSON.parse(DOCUMENTED) as {
  datas: { belong_id: string; search_type: string; total: string; groups: DocumentedUser[] };
};
const USERS = EXAMPLE.groups.map((user) => ({ ...user, user_id: Number(user.user_id) }));
/** Errata 1 and 6 applied; `total` is text (erratum 5). */
const ANSWER = {
  belong_id: Number(EXAMPLE.belong_id),
  search_type: Number(EXAMPLE.search_type),
  total: EXAMPLE.total,
  users: USERS,
};
const CALLER = 41;

describe("The document's example of interface 1", () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(CALLER, ...USERS);
    await chat.client.saveGroup(2, ANSWER.belong_id, [1]);
    await chat.client.addMembers(2, ANSWER.belong_id, [2]);
  });
  afterAll(() => chat.close());

  const ask = (query: object) => chat.client.as(CALLER).get('user/getUserList', { ...query });
  const example = { belong_id: '10001', search_type: '1' };

  it.each([
    ['no page: 不传返回全部', {}],
    ['page and page_size', { page: '1', page_size: '20' }],
    ['page alone', { page: '1' }],
    ['an empty page', { page: '', page_size: '' }],
  ])('is answered with every documented field, equal in value and type: %s', async (_, page) => {
    expect(await ask({ ...example, ...page })).toEqual({ status: 200, datas: ANSWER });
  });

  it('carries exactly the documented fields, `users` for `groups`', async () => {
    const datas = datasOf(await ask(example)) as typeof ANSWER;
    expect(Object.keys(datas).sort()).toEqual(
      Object.keys(EXAMPLE)
        .map((name) => (name === 'groups' ? 'users' : name))
        .sort(),
    );
    for (const user of datas.users) expect(Object.keys(user)).toEqual(Object.keys(EXAMPLE.groups[0] ?? {}));
  });

  it('search_type 2 is the community of that id (erratum 12)', async () => {
    const community = { belong_id: '10001', search_type: '2' };
    expect(await ask(community)).toMatchObject({ status: 404, error_code: 20005 });
    await chat.client.saveGroup(3, ANSWER.belong_id, [2, CALLER]);
    expect(datasOf(await ask(community))).toEqual({
      belong_id: 10001,
      search_type: 2,
      total: '2',
      users: [USERS[1], { user_id: CALLER, nickname: `user ${CALLER}`, photo: '' }],
    });
    // The interest group is another group.
    expect(datasOf(await ask(example))).toEqual(ANSWER);
  });

  it('is a GET; base parameters (基本参数) do not matter', async () => {
    const app = { app: 'a-ajk', version: '1.1', device_id: '', uid: 2, user_id: 'x', group_type: 9 };
    expect(datasOf(await ask({ ...app, ...example }))).toEqual(ANSWER);
    const post = await chat.client.as(CALLER).post('user/getUserList', example);
    expect(post).toMatchObject({ status: 404, error_code: 10004 });
  });

  it.each([
    [{ search_type: 1 }, 'belong_id'],
    [{ belong_id: '', search_type: 1 }, 'belong_id'],
    [{ belong_id: '0', search_type: 1 }, 'belong_id'],
    [{ belong_id: '010001', search_type: 1 }, 'belong_id'],
    [{ belong_id: '1,2', search_type: 1 }, 'belong_id'],
    [{ belong_id: 10001 }, 'search_type'],
    [{ belong_id: 10001, search_type: 0 }, 'search_type'],
    [{ belong_id: 10001, search_type: 3 }, 'search_type'],
    [{ belong_id: 10001, search_type: 4 }, 'search_type'],
    [{ belong_id: 10001, search_type: 'x' }, 'search_type'],
    [{ ...example, page: 0 }, 'page'],
    [{ ...example, page: '1e3' }, 'page'],
    [{ ...example, page_size: 0 }, 'page_size'],
    [{ ...example, page_size: 1001 }, 'page_size'],
  ])('%j is refused for its %s', async (query, name) => {
    expect(await ask(query)).toEqual({ status: 400, error_code: 10000, error_msg: `参数错误：${name}` });
  });
});
