import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { target } from '../support/chat/target.js';
import { RawConnection } from '../faults/support/raw-connection.js';
import { type RawAnswer, type RawRequest, sendBytes, sendPartsThenRead, sendRaw } from './bad-values/raw-http.js';

const SEND = `${BASE_PATH}/message/sendMessage`;
const SAVE = `${BASE_PATH}/cms/saveGroup`;
const JSON_TYPE = { 'content-type': 'application/json' };
/** The headers that Java's HttpClient adds to each request over plain HTTP. */
const OFFER = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAEAAEAAAAIAAAABAAMAAABk' };
const FILE = [
  '--x',
  'Content-Disposition: form-data; name="photo"; filename="a.jpg"',
  'Content-Type: image/jpeg',
  '',
  'bytes',
  '--x--',
  '',
].join('\r\n');

type Row = [name: string, code: number, status: number, request: RawRequest & { cms?: boolean }];

const post = (path: string, headers: Record<string, string>, body: string | Buffer): RawRequest => ({
  method: 'POST',
  path,
  headers,
  body,
});
const padded = (size: number): string => `{}${' '.repeat(size - 2)}`;

/** What never reaches a node behind nginx: it answers these itself, in the envelope. */
const REFUSED_BY_NGINX = new Map<string, readonly [code: number, status: number]>([
  ['no host', [10000, 400]],
  ['a tunnel', [10000, 400]],
]);

/** nginx refuses it by its first line, before a header could say in which language. */
const BEFORE_LANGUAGE = '/%zz';

const REFUSALS: Row[] = [
  ['an unknown route', 10004, 404, { path: '/nope' }],
  ['the root', 10004, 404, { path: '/' }],
  ['an unknown interface', 10004, 404, { path: `${BASE_PATH}/message/nope` }],
  ['an unknown interface with a body', 10004, 404, post(`${BASE_PATH}/nope`, JSON_TYPE, '{}')],
  ['a GET of a POST interface', 10004, 404, { path: SEND }],
  ['a POST of a GET interface', 10004, 404, post(`${BASE_PATH}/message/getHistory`, JSON_TYPE, '{}')],
  ['a PUT', 10004, 404, { ...post(SEND, JSON_TYPE, '{}'), method: 'PUT' }],
  ['a DELETE', 10004, 404, { method: 'DELETE', path: SEND }],
  ['another case', 10004, 404, post(SEND.toLowerCase(), JSON_TYPE, '{}')],
  ['a malformed URL', 10004, 404, { path: BEFORE_LANGUAGE }],
  ['a malformed URL under the base path', 10004, 404, { path: `${BASE_PATH}/message/%ff` }],
  ['malformed JSON', 10000, 400, post(SEND, JSON_TYPE, '{"to_uid":')],
  ['an empty JSON body', 10000, 400, post(SEND, JSON_TYPE, '')],
  ['no body at all', 10000, 400, { method: 'POST', path: SEND }],
  ['invalid UTF-8', 10000, 400, post(SEND, JSON_TYPE, Buffer.from('7b2278223a22ff22', 'hex'))],
  ['UTF-16', 10000, 400, post(SEND, JSON_TYPE, Buffer.from('{}', 'utf16le'))],
  ['plain text', 10008, 415, post(SEND, { 'content-type': 'text/plain' }, '{}')],
  ['XML', 10008, 415, post(SEND, { 'content-type': 'application/xml' }, '<a/>')],
  ['a body of no type', 10008, 415, post(SEND, {}, '{}')],
  ['a type that is none', 10008, 415, post(SEND, { 'content-type': 'nonsense;;' }, '{}')],
  ['a multipart body without boundary', 10000, 400, post(SEND, { 'content-type': 'multipart/form-data' }, FILE)],
  [
    'a multipart body cut off',
    10000,
    400,
    post(SEND, { 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\n'),
  ],
  ['a file', 10000, 400, post(SEND, { 'content-type': 'multipart/form-data; boundary=x' }, FILE)],
  ['a user body over 128 KiB', 10006, 413, post(SEND, JSON_TYPE, padded(128 * 1024 + 1))],
  ['the same in chunks', 10006, 413, { ...post(SEND, JSON_TYPE, padded(128 * 1024 + 1)), chunked: true }],
  ['a user body of exactly 128 KiB', 10000, 400, post(SEND, JSON_TYPE, padded(128 * 1024))],
  ['a CMS body over 1 MiB', 10006, 413, { ...post(SAVE, JSON_TYPE, padded(1024 * 1024 + 1)), cms: true }],
  [
    'the same CMS body in chunks',
    10006,
    413,
    { ...post(SAVE, JSON_TYPE, padded(1024 * 1024 + 1)), chunked: true, cms: true },
  ],
  ['a CMS body of exactly 1 MiB', 10000, 400, { ...post(SAVE, JSON_TYPE, padded(1024 * 1024)), cms: true }],
  ['no token', 10001, 401, { ...post(SEND, { ...JSON_TYPE, authorization: '' }, '{}') }],
  ['no API key', 10001, 401, post(SAVE, JSON_TYPE, '{}')],
];

/** What never becomes a request: nobody knows its language. */
const UNPARSABLE: [name: string, code: number, status: number, bytes: string][] = [
  ['no HTTP', 10000, 400, 'hello?\r\n\r\n'],
  ['TLS on a plain port', 10000, 400, '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ['an unknown verb', 10000, 400, 'FETCH / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['two lengths', 10000, 400, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['headers over 16 KB', 10006, 413, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
];

/** Requests that Node, left to itself, answers without a body, or not at all. */
const UNUSUAL: [name: string, bytes: string][] = [
  ['no host', 'GET /nope HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['an unknown expectation', 'GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: x\r\n\r\n'],
  ['an offer of HTTP/2', 'GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n'],
  [
    'a WebSocket elsewhere',
    'GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
  ],
  ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
];

const LANGUAGES: [header: string | undefined, language: 'zh' | 'en'][] = [
  [undefined, 'zh'],
  ['*', 'zh'],
  ['fr', 'zh'],
  ['en;q=0.1, zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['', 'zh'],
  [';;,q=x', 'zh'],
  ['en', 'en'],
  ['en-US,en;q=0.9', 'en'],
  ['fr, en;q=0.5', 'en'],
];

describe.each(['match', '200'])('Every answer over HTTP, ERROR_STATUS=%s', (errorStatus) => {
  let chat: ChatApp;
  let token: string;

  beforeAll(async () => {
    chat = await startChat({ ERROR_STATUS: errorStatus });
    await chat.client.importUsers(1);
    token = await chat.client.token(1);
  });
  afterAll(() => chat.close());

  function expectEnvelope(answer: RawAnswer, code: number, status: number, language: 'zh' | 'en'): void {
    expect(answer.body).toEqual({ error_code: code, error_msg: expect.any(String) });
    expect(answer.status).toBe(errorStatus === '200' ? 200 : status);
    expect(answer.headers['x-request-id']).toMatch(/^[\w.:-]{1,64}$/);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.body.error_msg).toMatch(language === 'zh' ? /^[\u4e00-\u9fff]{2,}/ : /^[A-Z][\x20-\x7e]+$/);
  }

  function send({ cms = false, ...request }: Row[3], language?: string): Promise<RawAnswer> {
    const credentials: Record<string, string> = cms
      ? { 'x-api-key': TEST_API_KEY }
      : { authorization: `Bearer ${token}` };
    const accept: Record<string, string> = language === undefined ? {} : { 'accept-language': language };
    return sendRaw(chat.client.url, { ...request, headers: { ...credentials, ...accept, ...request.headers } });
  }

  it.each(REFUSALS)('%s is a %i', async (_, code, status, request) => {
    expectEnvelope(await send(request), code, status, 'zh');
    const isHeard = target === 'process' || request.path !== BEFORE_LANGUAGE;
    expectEnvelope(await send(request, 'en'), code, status, isHeard ? 'en' : 'zh');
  });

  it.each(UNPARSABLE)('%s is a %i', async (_, code, status, bytes) => {
    expectEnvelope(await sendBytes(chat.client.url, Buffer.from(bytes, 'latin1')), code, status, 'zh');
  });

  it.each(UNUSUAL)('%s is a request like any other', async (name, bytes) => {
    const answer = await sendBytes(chat.client.url, bytes);
    const [code, status] = (target === 'cluster' && REFUSED_BY_NGINX.get(name)) || [10004, 404];
    expectEnvelope(answer, code, status, 'zh');
  });

  it('an offer of HTTP/2, as Java makes with each request, is not taken up: GET, POST, and again', async () => {
    const list = { path: `${BASE_PATH}/message/getConversationList`, headers: OFFER };
    const bad = post(SEND, { ...JSON_TYPE, ...OFFER }, '{"to_uid":1}');
    for (const chunked of [false, true]) {
      expect((await send(list)).body).toEqual({ datas: { total: 0, conversations: [] } });
      // What is missing is behind what its body says: it was read.
      expect((await send({ ...bad, chunked }, 'en')).body.error_msg).toBe('Parameter error: message');
    }
  });

  it('a connection that offered HTTP/2 goes on', async () => {
    const offer = Object.entries(OFFER).map(([name, value]) => `${name}: ${value}`);
    const first = ['GET /healthz HTTP/1.1', 'Host: x', ...offer, '', ''].join('\r\n');
    const connection = await RawConnection.open(chat.client.url);
    for (let time = 1; time <= 3; time += 1) {
      await connection.write(first);
      await connection.until(new RegExp(`(HTTP/1.1 200 OK[^{]*{"status":"ok"}){${time}}$`));
    }
    connection.close();
  });

  it.each([
    ['with its length', false],
    ['in chunks', true],
  ])('a body far over the limit is a 413 that arrives, %s', async (_, chunked) => {
    const part = Buffer.alloc(64 * 1024, ' ');
    const frame = chunked ? [`${part.length.toString(16)}\r\n`, part, '\r\n'] : [part];
    const body = Array.from({ length: 24 }, () => Buffer.concat(frame.map((piece) => Buffer.from(piece))));
    const head = [
      `POST ${SEND} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${24 * part.length}`,
    ];
    const end = chunked ? ['0\r\n\r\n'] : [];
    const answer = await sendPartsThenRead(chat.client.url, [`${head.join('\r\n')}\r\n\r\n`, ...body, ...end]);
    expectEnvelope(answer, 10006, 413, 'zh');
    expect(answer.headers.connection).toBe('close');
  });

  it.each(LANGUAGES)('Accept-Language %j is answered in %s', async (header, language) => {
    expectEnvelope(await send(post(SEND, JSON_TYPE, '{}'), header), 10000, 400, language);
    expectEnvelope(await send({ path: '/nope' }, header), 10004, 404, language);
  });

  it('headers far over the limit are a 413 that arrives', async () => {
    const lines = Array.from({ length: 24 }, (_, index) => `X-${index}: ${'x'.repeat(4096)}\r\n`);
    const answer = await sendPartsThenRead(chat.client.url, ['GET / HTTP/1.1\r\nHost: x\r\n', ...lines, '\r\n']);
    expectEnvelope(answer, 10006, 413, 'zh');
  });

  it('a 10000 names the parameter, a file by its field', async () => {
    const answer = await send(post(SEND, { 'content-type': 'multipart/form-data; boundary=x' }, FILE));
    expect(answer.body.error_msg).toBe('参数错误：photo');
    expect((await send(post(SEND, JSON_TYPE, '{}'), 'en')).body.error_msg).toBe('Parameter error: to_uid');
  });

  it('X-Request-Id is the caller’s own where it is fit for a log, and in a good answer too', async () => {
    const path = `${BASE_PATH}/message/getConversationList`;
    const own = await send({ path, headers: { 'x-request-id': 'my-id.1' } });
    expect(own).toMatchObject({ status: 200, headers: { 'x-request-id': 'my-id.1' }, body: { datas: { total: 0 } } });
    const odd = await send({ path, headers: { 'x-request-id': 'a b"\t' } });
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
