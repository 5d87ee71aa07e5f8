import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatServer, startChatServer } from '../faults/support/chat-server.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';
import { sendBytes } from './bad-values/raw-http.js';

/** In bytes that would begin another line, or move the cursor of who reads it; and what would end a JSON text. */
const VALUES = [
  ['CR LF and a line of the log', '\r\n{"level":60,"msg":"forged"}'],
  ['LF alone', '\n{"level":60,"msg":"forged"}'],
  ['ESC', '\u001b[2J\u001b]0;forged\u0007'],
  ['U+2028, U+2029 and U+0085', 'a\u2028{"msg":"forged"}\u2029\u0085{"msg":"forged"}'],
  ['the end of JSON', '"}\\"}{"level":60,"msg":"forged","x":"'],
  ['other directions', '\u202eforged\u2066\u200f'],
  ['8 KB', 'x'.repeat(8_000)],
] as const;

/** Where a value goes in a request. Raw line breaks there begin another header, or make it no request at all. */
const PLACES: readonly (readonly [name: string, request: (value: string) => string])[] = [
  ['the path', (value) => `GET /no/${value} HTTP/1.1`],
  ['the path, escaped', (value) => `GET /no/${encodeURIComponent(value)} HTTP/1.1`],
  ['a path of the interfaces, escaped', (value) => `GET ${BASE_PATH}/user/${encodeURIComponent(value)} HTTP/1.1`],
  ['the query', (value) => `GET ${BASE_PATH}/user/getUserInfo?user_id=${encodeURIComponent(value)} HTTP/1.1`],
  ['the verb', (value) => `GET${value} / HTTP/1.1`],
  ...['X-Request-Id', 'User-Agent', 'Referer', 'X-Forwarded-For', 'Authorization', 'X-Api-Key', 'Accept-Language'].map(
    (header) =>
      [header, (value: string) => `GET ${BASE_PATH}/cms/getAuditLog HTTP/1.1\r\n${header}: ${value}`] as const,
  ),
  ['Content-Type', (value) => `POST ${BASE_PATH}/cms/login HTTP/1.1\r\nContent-Length: 0\r\nContent-Type: ${value}`],
];

let database: TestDatabase;
let server: ChatServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startChatServer(database.url, { LOG_LEVEL: 'info' });
  await server.client.importUsers(1, 2);
  await server.client.token(1);
});
afterAll(async () => {
  server.client.close();
  await server.process.kill('SIGTERM');
  await database.drop();
});

let requests = 0;

/** What the log gained until now. */
async function linesSince(before: number): Promise<string[]> {
  requests += 1;
  const id = `the-last-${requests}`;
  await (await fetch(`${server.client.url}/healthz`, { headers: { 'x-request-id': id } })).text();
  const found = (): number => server.process.output().findIndex((line) => line.includes(id));
  await expect.poll(found, { interval: 2 }).toBeGreaterThanOrEqual(0);
  return server.process.output().slice(before, found());
}

/** That each is one JSON object, of what is to be seen and nothing else, and not long. */
function expectWhole(lines: readonly string[]): void {
  for (const line of lines) {
    const told = JSON.parse(line) as { level: number; msg?: string };
    expect([30, 40]).toContain(told.level);
    expect(told.msg ?? '').not.toContain('forged');
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(line.length).toBeLessThan(2_000);
  }
}

describe('The log of what is made to spoil it', () => {
  const cases = PLACES.flatMap(([place, request]) =>
    VALUES.map(([what, value]) => [what, place, request(value)] as const),
  );

  it.each(cases)('%s in %s: one line, which is JSON, and short', async (_what, _place, head) => {
    const before = server.process.output().length;
    const answer = await sendBytes(server.client.url, Buffer.from(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`));
    expect(answer.body).toHaveProperty('error_code');
    const lines = await linesSince(before);
    expectWhole(lines);
    // What is no HTTP is no request; nothing is more than one.
    expect(lines.length).toBeLessThanOrEqual(1);
    if (answer.status !== 400 && answer.status !== 413) expect(lines).toHaveLength(1);
  });

  it.each(VALUES)(
    '%s in names, texts, passwords and events: a line for each, which is JSON, and short',
    async (_what, value) => {
      const before = server.process.output().length;
      const text = value.slice(0, 60);
      const { client } = server;
      await client.cms('importUsers', { users: [{ user_id: 1, nickname: text, photo: '' }] });
      await client.cms('saveGroup', { group_type: 1, group_id: 1, name: text });
      await client.post('cms/login', { username: value, password: value }, {}, 'json');
      await client.post('cms/login', { username: 'somebody', password: value }, {}, 'form');
      await client.as(1).send(2, value, text);
      await client.as(1).post('user/addFriendApply', { to_uid: 2, comment: value });
      await client.as(1).post('message/sendMessage', { [value]: value, to_uid: value }, 'multipart');
      const socket = await client.connect(1, { extraHeaders: { 'x-request-id': 'a' } });
      await socket.emit(value, { [value]: value });
      await socket.emit('message:send', { to_uid: value, message: value });
      socket.close();
      for (const auth of [{ token: value }, { [value]: value }])
        for (const namespace of ['', '/cms'])
          await expect(UserSocket.connect(`${client.url}${namespace}`, auth)).rejects.toThrow();
      const lines = await linesSince(before);
      expectWhole(lines);
      // One for each call, and none for what a socket says.
      expect(lines.filter((line) => line.includes('"route":"/anlife'))).toHaveLength(7);
    },
  );

  it('is whole: each line is one object', () => {
    const lines = server.process.output().filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(cases.length);
    for (const line of lines) expect(Object.keys(JSON.parse(line) as object)).toContain('level');
    expect(server.process.output().filter((line) => line.includes('"level":60'))).toEqual([]);
  });
});
