import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfiguration } from '../config/load-configuration.js';
import { AUDIENCE, TokenVerifier } from './token-verifier.js';

const MINUTE_MS = 60_000;

describe('TokenVerifier, by a key set', () => {
  let server: Server;
  let published: object[] = [];
  let isDown = false;
  let fetches = 0;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      fetches += 1;
      if (isDown) response.writeHead(500).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    isDown = false;
    // The clock alone: what waits waits in truth.
    vi.useFakeTimers({ toFake: ['Date'] });
    verifier = new TokenVerifier(
      loadConfiguration({
        DATABASE_URL: 'mysql://nobody@127.0.0.1/nowhere',
        JWT_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
        JWT_SECRET: 'x'.repeat(32),
        CMS_API_KEY: 'x'.repeat(32),
      }),
    );
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
  /** A key of the host app, and a token that it signed for a day. */
  const newKey = async (kid: string): Promise<{ jwk: object; token: () => Promise<string> }> => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const token = (): Promise<string> =>
      new SignJWT({ jti: String(Math.random()) })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setSubject('1')
        .setAudience(AUDIENCE)
        .setExpirationTime(Math.floor(Date.now() / 1000) + 86_400)
        .sign(privateKey);
    return { jwk: { ...(await exportJWK(publicKey)), alg: 'ES256', kid, use: 'sig' }, token };
  };

  it('a key that was taken out of the set is good for ten minutes more at the most', async () => {
    const [leaked, kept] = [await newKey('leaked'), await newKey('kept')];
    published = [leaked.jwk, kept.jwk];
    const [bad, good] = [await leaked.token(), await kept.token()];
    for (const token of [bad, good]) expect(await verifier.verify(token)).toMatchObject({ uid: 1 });
    published = [kept.jwk];
    // Seen for the first time when the set is nearly too old.
    later(5 * MINUTE_MS - 1000);
    const late = await leaked.token();
    await verifier.verify(late);
    later(5 * MINUTE_MS);
    for (const token of [bad, late]) await expect(verifier.verify(token)).rejects.toMatchObject({ code: 10001 });
    expect(await verifier.verify(good)).toMatchObject({ uid: 1 });
  });

  it('asks for the set once in five minutes, however often a token comes', async () => {
    const key = await newKey('one');
    published = [key.jwk];
    const token = await key.token();
    const before = fetches;
    for (let minute = 0; minute < 14; minute += 1) {
      for (let call = 0; call < 10; call += 1) await verifier.verify(token);
      later(MINUTE_MS);
    }
    expect(fetches - before).toBe(3);
  });

  it('while the set is out of reach, who is in stays in, until their token ends; nobody new comes in', async () => {
    const key = await newKey('one');
    published = [key.jwk];
    const [known, fresh] = [await key.token(), await key.token()];
    await verifier.verify(known);
    isDown = true;
    later(6 * MINUTE_MS);
    const before = fetches;
    for (let call = 0; call < 10; call += 1) expect(await verifier.verify(known)).toMatchObject({ uid: 1 });
    expect(fetches - before).toBe(1);
    await expect(verifier.verify(fresh)).rejects.toMatchObject({ code: 10007 });
    later(86_400_000);
    await expect(verifier.verify(known)).rejects.toMatchObject({ code: 10007 });
    isDown = false;
    later(-86_400_000 + MINUTE_MS);
    // The set is back, without the key.
    published = [];
    await expect(verifier.verify(known)).rejects.toMatchObject({ code: 10001 });
  });
});
