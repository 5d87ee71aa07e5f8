import { exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_JWT_SECRET } from '../support/chat/chat-app.js';
import { NODES } from '../support/chat/target.js';
import { inSeconds, judge, secretKey, sign } from './support/tokens.js';

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
const pairs = new Map<string, GenerateKeyPairResult>();

const pairOf = (alg: string): GenerateKeyPairResult => {
  const pair = pairs.get(alg);
  if (!pair) throw new Error(`No key pair for ${alg}`);
  return pair;
};

beforeAll(async () => {
  for (const alg of ALGORITHMS) pairs.set(alg, await generateKeyPair(alg, { extractable: true }));
});

describe.each(ALGORITHMS)('With a JWT_PUBLIC_KEY for %s', (alg) => {
  let chat: ChatApp;

  beforeAll(async () => {
    const pem = await exportSPKI(pairOf(alg).publicKey);
    chat = await startChat({ JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') });
    await chat.client.importUsers(1);
  });
  afterAll(() => chat.close());

  it('the host app’s own tokens are good, and judged as any', async () => {
    const signing = { alg, key: pairOf(alg).privateKey };
    expect(await judge(chat.client, await sign({}, signing))).toBe('ok');
    expect(await judge(chat.client, await sign({ exp: inSeconds(-1) }, signing))).toBe(10002);
    expect(await judge(chat.client, await sign({ sub: '404' }, signing))).toBe(10001);
    expect(await judge(chat.client, await sign({ aud: 'shop' }, signing))).toBe(10001);
    const stranger = await generateKeyPair(alg);
    expect(await judge(chat.client, await sign({}, { alg, key: stranger.privateKey }))).toBe(10001);
  });

  it('no other algorithm opens the door: not the secret, nor the public key taken for one', async () => {
    const pem = await exportSPKI(pairOf(alg).publicKey);
    expect(await judge(chat.client, await sign({}, { key: secretKey(TEST_JWT_SECRET) }))).toBe(10001);
    for (const key of [pem, pem.trim(), pem.replaceAll('\n', '\\n')]) {
      expect(await judge(chat.client, await sign({}, { key: secretKey(key) }))).toBe(10001);
    }
    for (const other of ALGORITHMS.filter((one) => one !== alg)) {
      expect(await judge(chat.client, await sign({}, { alg: other, key: pairOf(other).privateKey }))).toBe(10001);
    }
  });

  it('issueUserToken is a 10003', async () => {
    expect(await chat.client.cms('issueUserToken', { user_id: 1 })).toMatchObject({ status: 403, error_code: 10003 });
  });
});

describe('With a JWT_JWKS_URL', () => {
  let server: Server;
  let chat: ChatApp;
  let keys: object[] = [];
  let requests = 0;
  let answer: 'keys' | 'error' | 'silence' = 'keys';

  const publish = async (alg: string, kid: string): Promise<object> => ({
    ...(await exportJWK(pairOf(alg).publicKey)),
    alg,
    kid,
    use: 'sig',
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const start = async (): Promise<void> => {
    chat = await startChat({ JWT_JWKS_URL: url() });
    await chat.client.importUsers(1);
  };

  beforeAll(async () => {
    server = createServer((_request, response) => {
      requests += 1;
      if (answer === 'keys') response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
      if (answer === 'error') response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    keys = await Promise.all(ALGORITHMS.map((alg) => publish(alg, `key of ${alg}`)));
  });
  afterEach(() => chat.close());
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('tokens of any key of the set are good, and the set is not fetched for each', async () => {
    await start();
    const before = requests;
    for (const alg of ALGORITHMS) {
      for (let i = 0; i < 3; i += 1) {
        const token = await sign({ jti: String(i) }, { alg, key: pairOf(alg).privateKey, kid: `key of ${alg}` });
        expect(await judge(chat.client, token)).toBe('ok');
      }
    }
    // Each node on its own, on the first token that it sees.
    expect(requests - before).toBe(NODES);
    const expired = { alg: 'ES256', key: pairOf('ES256').privateKey, kid: 'key of ES256' };
    expect(await judge(chat.client, await sign({ exp: inSeconds(-1) }, expired))).toBe(10002);
    expect(await chat.client.cms('issueUserToken', { user_id: 1 })).toMatchObject({ error_code: 10003 });
  });

  it('a token that does not name its key is tried with each of its kind', async () => {
    const next = await generateKeyPair('RS256', { extractable: true });
    const before = keys;
    keys = [...keys, { ...(await exportJWK(next.publicKey)), alg: 'RS256', kid: 'next', use: 'sig' }];
    await start();
    for (const { privateKey: key } of [pairOf('RS256'), next])
      expect(await judge(chat.client, await sign({}, { alg: 'RS256', key }))).toBe('ok');
    const { privateKey } = await generateKeyPair('RS256');
    expect(await judge(chat.client, await sign({}, { alg: 'RS256', key: privateKey }))).toBe(10001);
    expect(await judge(chat.client, await sign({ exp: inSeconds(-1) }, { alg: 'RS256', key: next.privateKey }))).toBe(
      10002,
    );
    keys = before;
  });

  it('what no key of the set signed is a 10001', async () => {
    await start();
    const stranger = await generateKeyPair('ES256');
    const bad = [
      await sign({}, { alg: 'ES256', key: stranger.privateKey, kid: 'key of ES256' }),
      await sign({}, { alg: 'ES256', key: pairOf('ES256').privateKey, kid: 'key of RS256' }),
      await sign({}, { alg: 'ES256', key: pairOf('ES256').privateKey, kid: 'unknown' }),
      await sign({}, { key: secretKey(TEST_JWT_SECRET), kid: 'key of RS256' }),
      'x.y.z',
    ];
    for (const token of bad) expect(await judge(chat.client, token)).toBe(10001);
  });

  it.each(['error', 'silence'] as const)('a set out of reach (%s) is a 10007, and heals', async (trouble) => {
    await start();
    const token = await sign({}, { alg: 'EdDSA', key: pairOf('EdDSA').privateKey, kid: 'key of EdDSA' });
    answer = trouble;
    const begun = performance.now();
    const said = await judge(chat.client, token).finally(() => (answer = 'keys'));
    expect(said).toBe(10007);
    // Two questions, each answered within the three seconds that callers have patience for.
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(await judge(chat.client, token)).toBe('ok');
  });
});
