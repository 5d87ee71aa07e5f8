import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Push } from '../support/chat/user-socket.js';

const PHOTO = 'https://pic.example/1.jpg';

describe('getUserInfo', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(2, 3, { user_id: 1, nickname: '仓井', photo: PHOTO });
  });
  afterAll(() => chat.close());

  const info = (user_id: unknown) => chat.client.as(2).get<{ users: unknown[] }>('user/getUserInfo', { user_id });

  it('tells who exists, in the order asked for, with exactly these fields', async () => {
    expect(await info('3,404,1,3')).toEqual({
      status: 200,
      datas: {
        users: [
          { user_id: 3, nickname: 'user 3', photo: '' },
          { user_id: 1, nickname: '仓井', photo: PHOTO },
        ],
      },
    });
    expect((await info('404')).datas).toEqual({ users: [] });
  });

  it('takes a hundred ids and no more', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => index + 1);
    expect((await info(ids)).datas?.users).toHaveLength(3);
    expect(await info([...ids, 101])).toMatchObject({ status: 400, error_code: 10000 });
  });

  it.each(['', '0', '1,,2', '1, 2', '1e3', '1,x', undefined])('refuses the list %j', async (list) => {
    expect(await info(list)).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('user_id') });
  });

  it('and messages show the present name and photo, the old ones too', async () => {
    const listener = await chat.client.connect(3);
    await chat.client.as(1).send(3, 'under the old name');
    await chat.client.importUsers({ user_id: 1, nickname: '新名字', photo: '' });
    expect((await info(1)).datas?.users).toEqual([{ user_id: 1, nickname: '新名字', photo: '' }]);
    const { datas } = await chat.client.as(1).send(3, 'under the new name');
    expect((await listener.message(datas ?? 0)).from).toEqual({ uid: '1', nickname: '新名字', photo: '' });
    const history = await chat.client.as(3).get<{ messages: Push[] }>('message/getHistory', { conversation_id: 'u:1' });
    expect(history.datas?.messages.map(({ from }) => from.nickname)).toEqual(['新名字', '新名字']);
  });
});
