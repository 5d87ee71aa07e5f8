import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { login, OperatorClient, PASSWORD } from './support/operators.js';

const WRONG = 'not-the-password';

describe('Guessing passwords', () => {
  let chat: ChatApp;

  beforeEach(async () => {
    // Off is what RATE_LIMIT=0 says, of every limit but this one.
    chat = await startChat({ RATE_LIMIT: '0', TRUST_PROXY: 'true' });
    await OperatorClient.create(chat.client, 'boss', 'admin');
  });
  afterEach(() => chat.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const codes = async (count: number, guess: (index: number) => Promise<{ error_code?: number }>) => {
    const found: (number | undefined)[] = [];
    for (let index = 0; index < count; index += 1) found.push((await guess(index)).error_code);
    return found;
  };
  const times = (count: number, code: number): number[] => Array<number>(count).fill(code);

  it('of one account from one address ends after five failures, the right one included', async () => {
    const guess = () => login(chat.client, 'boss', WRONG);
    expect(await codes(7, guess)).toEqual([...times(5, 10001), ...times(2, 10005)]);
    expect(await login(chat.client, 'boss', PASSWORD)).toMatchObject({ status: 429, error_code: 10005 });
    const { headers } = await fetch(`${chat.client.url}${BASE_PATH}/cms/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'boss', password: PASSWORD }),
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    await OperatorClient.create(chat.client, 'other', 'operator');
  });

  it('of one account ends after thirty failures, wherever they come from, the right one included', async () => {
    const guess = (index: number) => login(chat.client, 'boss', WRONG, from(`203.0.113.${index}`));
    expect(await codes(32, guess)).toEqual([...times(30, 10001), ...times(2, 10005)]);
    expect(await login(chat.client, 'boss', PASSWORD, from('198.51.100.1'))).toMatchObject({
      status: 429,
      error_code: 10005,
    });
  }, 90_000);

  it('does not keep an operator out who comes from where they came from before', async () => {
    const home = from('198.51.100.1');
    datasOf(await login(chat.client, 'boss', PASSWORD, home));
    // One stranger is nothing to anybody else.
    expect(await codes(6, () => login(chat.client, 'boss', WRONG, from('203.0.113.200')))).toContain(10005);
    datasOf(await login(chat.client, 'boss', PASSWORD, from('198.51.100.2')));
    // Many keep out whoever comes from a new place.
    await codes(30, (index) => login(chat.client, 'boss', WRONG, from(`203.0.113.${index}`)));
    expect((await login(chat.client, 'boss', PASSWORD, from('198.51.100.3'))).error_code).toBe(10005);
    datasOf(await login(chat.client, 'boss', PASSWORD, home));
    // Where the password is guessed wrong there, too, five are enough.
    expect(await codes(6, () => login(chat.client, 'boss', WRONG, home))).toEqual([...times(5, 10001), 10005]);
  }, 90_000);

  it('of a name that nobody has ends in the same way', async () => {
    expect(await codes(6, () => login(chat.client, 'nobody', WRONG))).toEqual([...times(5, 10001), 10005]);
  });

  it('from one address ends after twenty failures of any accounts', async () => {
    const guess = (index: number) => login(chat.client, `nobody-${index}`, WRONG, from('203.0.113.7'));
    expect(await codes(21, guess)).toEqual([...times(20, 10001), 10005]);
    expect((await login(chat.client, 'boss', PASSWORD, from('203.0.113.7'))).error_code).toBe(10005);
    datasOf(await login(chat.client, 'boss', PASSWORD, from('203.0.113.8')));
  }, 90_000);

  it('all at once is no way around', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => login(chat.client, 'boss', WRONG)));
    const judged = answers.filter(({ error_code }) => error_code === 10001);
    // On a busy machine some of the five find no time to be hashed, which is a 10005, too.
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.length).toBeLessThanOrEqual(5);
    expect(answers.filter(({ error_code }) => error_code === 10005)).toHaveLength(12 - judged.length);
  });

  it('by changePassword counts with those of the login', async () => {
    const boss = await OperatorClient.signIn(chat.client, 'boss');
    const guess = () => boss.post('changePassword', { old_password: WRONG, new_password: PASSWORD });
    expect(await codes(6, guess)).toEqual([...times(5, 50003), 10005]);
    expect((await login(chat.client, 'boss', PASSWORD)).error_code).toBe(10005);
  });
});

describe('Hashing passwords', () => {
  let chat: ChatApp;

  beforeEach(async () => {
    // As it is where nothing is said.
    chat = await startChat({ PASSWORD_COST: '' });
    await OperatorClient.create(chat.client, 'boss', 'admin');
  });
  afterEach(() => chat.close());

  it('is done for an unknown name as for a known one, and answered alike', async () => {
    const answers = [];
    const times: number[] = [];
    for (const username of ['nobody', 'boss']) {
      const start = performance.now();
      answers.push(await login(chat.client, username, WRONG));
      times.push(performance.now() - start);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, error_code: 10001 });
    // A hash takes a tenth of a second at the least; an answer without one a tenth of that.
    expect(Math.min(...times)).toBeGreaterThan(Math.max(...times) / 5);
  });

  it('leaves others served meanwhile: it is beside the event loop', async () => {
    await chat.client.importUsers(1);
    const token = await chat.client.token(1);
    const guesses = Promise.all(Array.from({ length: 8 }, (_, index) => login(chat.client, `nobody-${index}`, WRONG)));
    let served = 0;
    let waiting = true;
    void guesses.then(() => (waiting = false));
    while (waiting) {
      datasOf(await chat.client.get('user/getUserInfo', { user_id: 1 }, { authorization: `Bearer ${token}` }));
      served += 1;
    }
    // A loop that hashes would serve one between two hashes.
    expect(served).toBeGreaterThan(16);
  });
});
