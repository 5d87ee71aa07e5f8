import fc from 'fast-check';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { deal, SAMPLE } from '../support/tables/table-sample.js';
import { operationsOf } from './bad-values/api-document.js';
import { type Parameter, parametersOf, replaced } from './bad-values/parameters.js';
import { forge } from './bad-values/tokens.js';
import { changesOf } from './bad-values/traces.js';
import { World } from './bad-values/world.js';

const world = await World.start();
afterAll(() => world.close());

const operations = operationsOf(world.document);
/** Every parameter that takes a link, articles' among them. */
const links = operations.flatMap((operation) =>
  parametersOf(operation)
    .filter(({ schema }) => schema.format === 'uri')
    .map((parameter) => ({ call: operation.name, name: parameter.name, operation, parameter })),
);

async function send(operation: (typeof operations)[number], { path, good }: Parameter, value: unknown) {
  const [transport = 'json'] = operation.transports;
  return (await world.send(operation, transport, replaced(good(), path, value))).answer;
}

async function read(call: string, headers: Record<string, string>): Promise<string> {
  return (await fetch(`${world.url}${BASE_PATH}/${call}`, { headers })).text();
}

const BAD = [
  ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'vbscript:x'],
  ...[
    'data:text/html,<script>alert(1)</script>',
    'data:image/png;base64,AAAA',
    'file:///etc/passwd',
    'blob:http://x/y',
  ],
  ...['ftp://x/y', 'gopher://x/_y', 'ws://x/', 'jar:http://x!/', 'view-source:http://x/', 'intent://x#Intent;end'],
  ...['//x/y', '/x', 'x', 'http', 'http:', 'http:x', 'http:/x', 'http://', 'http:///x', 'http:\\\\x\\y', 'https:\\\\x'],
  ...['http://user@x/', 'http://user:secret@x/', 'http://@x/', 'http://good.example@evil.example/', 'http://x\\@y/'],
  ...['http://x/\r\nSet-Cookie: a=b', 'http://x/\n', 'http://x/\ty', 'http://x/ y', ' http://x/', 'http://x/\u2028y'],
  ...[
    'http://x/\0',
    'http://x\0.y/',
    'http://x/"onload="alert(1)',
    'http://<script>/',
    'http://x/<b>',
    'http://x:99999/',
  ],
  ...['http://[::1', 'http://%/', 'http://x^y/', 'http://x|y/', `http://x/${'y'.repeat(10_240)}`],
];

describe(`A link (${SAMPLE})`, () => {
  it('is a parameter of these calls', () => {
    const named = links.map(({ call, name }) => `${call} ${name}`);
    expect(named).toEqual(
      expect.arrayContaining([
        'cms/importUsers users[0].photo',
        'cms/saveServiceAccount photo',
        'cms/sendMessage message.img',
        'cms/sendMessage message.url',
        'cms/broadcastMessage message.url',
        'cms/schedulePush message.img',
      ]),
    );
  });

  it.each(
    deal(
      links.map((link) => ({ ...link, kind: 'link', cases: BAD })),
      6,
    ),
  )('$call takes nothing else for $name, and nothing is stored or pushed', async ({ operation, parameter, cases }) => {
    const before = await world.traces();
    for (const url of cases) {
      const refusal = { error_code: 10000, error_msg: expect.stringContaining(parameter.told) };
      expect([url, await send(operation, parameter, url)]).toEqual([url, refusal]);
    }
    expect(changesOf(before, await world.traces())).toEqual([]);
  });

  it.each(['http://x/', 'HTTPS://x.example:8443/a/b?c=d&e=%20#f', 'http://127.0.0.1/', 'https://例子.example/图'])(
    '%j is one, and comes back as sent',
    async (url) => {
      for (const { operation, parameter } of links)
        expect([operation.name, await send(operation, parameter, url)]).toEqual([
          operation.name,
          { datas: expect.anything() },
        ]);
      const stored = await read(`cms/getServiceMsg?service_id=1111&search_type=2`, { 'x-api-key': TEST_API_KEY });
      expect(stored).toContain(JSON.stringify(JSON.stringify({ url })).slice(3, -3));
    },
  );
});

describe('What a link leads to', () => {
  let listener: Server;
  let asked = 0;
  beforeAll(async () => {
    listener = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => listener.close());

  const address = (): string => `http://127.0.0.1:${(listener.address() as AddressInfo).port}/picture.png`;
  it('is fetched by nobody: a listener at it is never asked', async () => {
    for (const { operation, parameter } of links)
      expect(await send(operation, parameter, address())).toHaveProperty('datas');
    // Nor by those who read or hear it.
    const user = { authorization: `Bearer ${forge({ sub: '1' })}` };
    expect(await read('message/getHistory?conversation_id=s:1111', user)).toContain(address());
    expect(await read('message/getConversationList', user)).toContain('datas');
    expect(await read('user/getUserInfo?user_id=1,2,1111', user)).toContain('datas');
    const { pushed = [] } = await world.traces();
    expect(pushed.join()).not.toContain('"error_code"');
    expect(asked).toBe(0);
    // A fetch would have been seen.
    await expect(fetch(address())).rejects.toThrow();
    expect(asked).toBeGreaterThan(0);
  });
});

const GOOD_HOST = fc.integer({ min: 0, max: 99 });
const BAD_HOST = fc.constantFrom<unknown>(
  'evil.example',
  '1.evil.example',
  '0x1',
  '../1',
  '1/',
  '1@evil.example',
  100,
  -1,
  1.5,
  ['1'],
  {},
);
const GOOD_HASH = fc.stringMatching(/^[0-9A-Za-z_-]{1,64}$/);
const BAD_HASH = fc.constantFrom<unknown>(
  '',
  '../x',
  'a/b',
  'a.b',
  'a?b',
  'a#b',
  'a%2fb',
  '{size}',
  '{hash}',
  'é',
  'a\n',
  'x'.repeat(65),
  1,
  ['a'],
);
const GOOD_FORMAT = fc.constantFrom('JPEG', 'PNG', 'GIF', 'WEBP', 'BMP');
const BAD_FORMAT = fc.constantFrom<unknown>(
  'SVG',
  'jpeg',
  'HTML',
  '../x',
  'PNG?',
  'constructor',
  'toString',
  '__proto__',
  1,
  ['PNG'],
);
const GOOD_SIDE = fc.integer({ min: 1, max: 20_000 });
const BAD_SIDE = fc.constantFrom<unknown>(0, -1, 1.5, '1e3', '', '{hash}', 2 ** 53, [1], true);

const DISPLAYED =
  /^http:\/\/pic\d{1,2}\.ajkimg\.com\/display\/[0-9A-Za-z_-]{1,64}\/(100x450c|600x450c)\.(jpg|png|gif|webp|bmp)$/;

describe('The fields of an image', () => {
  const sendMessage = operations.find(({ name }) => name === 'message/sendMessage');
  const fields = fc.record({
    hash: fc.oneof(GOOD_HASH, GOOD_HASH, GOOD_HASH, BAD_HASH),
    host: fc.oneof(GOOD_HOST, GOOD_HOST, GOOD_HOST, BAD_HOST),
    format: fc.oneof(GOOD_FORMAT, GOOD_FORMAT, GOOD_FORMAT, BAD_FORMAT),
    width: fc.oneof(GOOD_SIDE, GOOD_SIDE, GOOD_SIDE, BAD_SIDE),
  });
  const isGood = ({ hash, host, format, width }: Record<string, unknown>): boolean =>
    [hash, host, format, width].every((value) => ['string', 'number'].includes(typeof value)) &&
    /^[0-9A-Za-z_-]{1,64}$/.test(String(hash)) &&
    typeof hash === 'string' &&
    typeof host === 'number' &&
    Number.isInteger(host) &&
    host >= 0 &&
    host <= 99 &&
    ['JPEG', 'PNG', 'GIF', 'WEBP', 'BMP'].includes(String(format)) &&
    typeof width === 'number' &&
    Number.isSafeInteger(width) &&
    width > 0;

  it('an image is a hash on the hosts of IMAGE_URL_TEMPLATE, whatever is sent', async () => {
    if (!sendMessage) throw new Error('No sendMessage');
    const told = { good: 0, bad: 0 };
    await fc.assert(
      fc.asyncProperty(fields, async (given) => {
        const body = { id: 'x', height: 1, size: 1, exists: 1, ...given };
        const input = { to_uid: 41, message: { msg_type: 2, body } };
        const { answer } = await world.send(sendMessage, 'json', input);
        if (isGood(given)) {
          told.good += 1;
          expect(answer).toHaveProperty('datas');
        } else {
          told.bad += 1;
          expect(answer).toMatchObject({ error_code: 10000 });
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(told.good, told.bad)).toBeGreaterThan(10);
    const { pushed = [] } = await world.traces();
    const shown = pushed.join().match(/"pic_(small|big)":"[^"]*"/g) ?? [];
    expect(shown.length).toBeGreaterThanOrEqual(2 * told.good);
    for (const picture of shown)
      expect(JSON.parse(`{${picture}}`)).toEqual(
        picture.startsWith('"pic_small')
          ? { pic_small: expect.stringMatching(DISPLAYED) }
          : { pic_big: expect.stringMatching(DISPLAYED) },
      );
  });
});
