import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startInVain } from '../faults/support/refused-start.js';
import { ChatClient } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { temporaryFolder } from '../support/process-end.js';
import { type ServerProcess, startServer } from '../support/server.js';

/** Nothing that a real message says contains it, so that its absence means something. */
const SHORT_SECRET = 'hidden-word';
const LONG_SECRET = randomBytes(32).toString('hex');

const PRODUCTION = { NODE_ENV: 'production' };

/** What is wrong, the environment, the names that have to be told, and what may not be. */
const REFUSED: [what: string, env: Record<string, string>, named: string[], secret?: string][] = [
  ['a port in letters', { PORT: 'abc' }, ['PORT']],
  ['a port that no host has', { PORT: '70000' }, ['PORT']],
  ['a database of no kind', { DATABASE_URL: 'foo' }, ['DATABASE_URL']],
  [
    'a database without a name',
    { DATABASE_URL: `mysql://chat:${SHORT_SECRET}@localhost/` },
    ['DATABASE_URL'],
    SHORT_SECRET,
  ],
  [
    'a database on another planet',
    { DATABASE_URL: `postgres://chat:${SHORT_SECRET}@localhost/chat` },
    ['DATABASE_URL'],
    SHORT_SECRET,
  ],
  ['a pool of nothing', { DB_POOL_SIZE: '0' }, ['DB_POOL_SIZE']],
  ['a Redis of another protocol', { REDIS_URL: `http://:${SHORT_SECRET}@localhost` }, ['REDIS_URL'], SHORT_SECRET],
  ['a number with an exponent', { RATE_LIMIT: '1e3' }, ['RATE_LIMIT']],
  ['a negative number', { RECALL_WINDOW: '-1' }, ['RECALL_WINDOW']],
  ['a time zone of another planet', { TIME_ZONE: 'Mars' }, ['TIME_ZONE']],
  ['a yes that is not true', { MIGRATE_ON_START: 'yes' }, ['MIGRATE_ON_START']],
  ['another yes', { REQUIRE_FRIENDSHIP: '1' }, ['REQUIRE_FRIENDSHIP']],
  ['an origin with a path', { ALLOWED_ORIGINS: 'https://a.example/path' }, ['ALLOWED_ORIGINS']],
  ['an origin for all', { ALLOWED_ORIGINS: '*' }, ['ALLOWED_ORIGINS']],
  ['a transport with wings', { SOCKET_TRANSPORTS: 'carrier-pigeon' }, ['SOCKET_TRANSPORTS']],
  ['an error status that nobody defined', { ERROR_STATUS: '500' }, ['ERROR_STATUS']],
  ['images without a hash', { IMAGE_URL_TEMPLATE: 'https://a.example/{size}.{ext}' }, ['IMAGE_URL_TEMPLATE']],
  ['a log level that nobody defined', { LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
  ['a group of nobody', { GROUP_MAX_MEMBERS: '0' }, ['GROUP_MAX_MEMBERS']],
  ['proxies that are no addresses', { TRUST_PROXY: 'everybody' }, ['TRUST_PROXY']],
  ['a public key that is none', { JWT_PUBLIC_KEY: SHORT_SECRET }, ['JWT_PUBLIC_KEY'], SHORT_SECRET],
  ['a key set at no address', { JWT_JWKS_URL: 'not-a-url' }, ['JWT_JWKS_URL']],
  [
    'two kinds of key at once',
    { JWT_PUBLIC_KEY: publicKey(), JWT_JWKS_URL: 'https://a.example/jwks' },
    ['JWT_PUBLIC_KEY', 'JWT_JWKS_URL'],
  ],
  ['production without secrets', PRODUCTION, ['JWT_SECRET', 'CMS_API_KEY']],
  [
    'production with a short token secret',
    { ...PRODUCTION, JWT_SECRET: SHORT_SECRET, CMS_API_KEY: LONG_SECRET },
    ['JWT_SECRET'],
    SHORT_SECRET,
  ],
  [
    'production with a short API key',
    { ...PRODUCTION, JWT_SECRET: LONG_SECRET, CMS_API_KEY: SHORT_SECRET },
    ['CMS_API_KEY'],
    SHORT_SECRET,
  ],
  [
    'production with a short former secret',
    { ...PRODUCTION, JWT_SECRET: LONG_SECRET, CMS_API_KEY: LONG_SECRET, JWT_SECRET_PREVIOUS: SHORT_SECRET },
    ['JWT_SECRET_PREVIOUS'],
    SHORT_SECRET,
  ],
];

describe('A configuration that is refused', () => {
  it.each([
    ['HOST', { HOST: '999.9.9.9' }],
    ['DATABASE_URL', { DATABASE_URL: 'sqlite:/' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://chat:secret@127.0.0.1:1/chat' }],
  ])('%s, where only trying tells: %j', async (name, env) => {
    const { code, output } = await startInVain(env);
    expect(code).toBe(1);
    expect(output).toContain(`${name}: `);
    expect(output).not.toMatch(/^ {4}at |secret/m);
  });

  it.each(REFUSED)('%s', async (_what, env, named, secret) => {
    // One that does not end by itself within 20 s is killed, and has no code.
    const { code, output } = await startInVain(env);
    expect(code).toBe(1);
    for (const name of named) expect(output).toMatch(new RegExp(`^ +.*\\b${name}\\b`, 'm'));
    expect(output).not.toMatch(/^ {4}at /m);
    // Whoever reads the log of a failed start must not learn what only the environment knew.
    for (const hidden of [secret, LONG_SECRET]) if (hidden !== undefined) expect(output).not.toContain(hidden);
  });

  it('names all that is wrong with it at once', async () => {
    const { output } = await startInVain({ PORT: 'abc', RATE_LIMIT: '1e3', TIME_ZONE: 'Mars' });
    for (const name of ['PORT', 'RATE_LIMIT', 'TIME_ZONE']) expect(output).toContain(`${name}: `);
  });
});

describe('Secrets that the server makes for itself', () => {
  let server: ServerProcess | undefined;
  const fileOf = (name: string): string => join(server?.cwd ?? '', 'data', name);

  afterAll(() => server?.kill('SIGKILL'));

  it('are for its own eyes only', async () => {
    server = await startServer();
    for (const name of ['jwt_secret', 'cms_api_key']) {
      expect((statSync(fileOf(name)).mode & 0o777).toString(8)).toBe('600');
      const value = readFileSync(fileOf(name), 'utf8').trim();
      expect(value).toMatch(/^[0-9a-f]{64}$/);
      expect(server.output().join('\n')).not.toContain(value);
    }
  });

  it('so is the database, and the folder of both', () => {
    for (const name of ['chat.sqlite', 'chat.sqlite-wal']) expect(statSync(fileOf(name)).mode & 0o077).toBe(0);
    expect(statSync(fileOf('')).mode & 0o077).toBe(0);
  });

  it('are the same after a restart: a token stays valid', async () => {
    if (!server) throw new Error('No server');
    const client = new ChatClient(server.url, readFileSync(fileOf('cms_api_key'), 'utf8').trim());
    await client.importUsers(1, 2);
    const token = await client.token(1);
    const before = readFileSync(fileOf('jwt_secret'), 'utf8');
    await server.restart();
    expect(readFileSync(fileOf('jwt_secret'), 'utf8')).toBe(before);
    expect(await client.token(1)).toBe(token);
    expect(datasOf(await client.as(1).send(2, 'with the token from before'))).toBeGreaterThan(0);
    await client.importUsers(3);
  });

  // An empty key would let an empty X-Api-Key open every CMS call.
  it.each(['jwt_secret', 'cms_api_key'])('are never those of an empty %s file', async (name) => {
    const cwd = temporaryFolder('empty-secret');
    mkdirSync(join(cwd, 'data'));
    writeFileSync(join(cwd, 'data', name), '');
    const outcome = await startServer({ cwd }).then(
      async (started) => `started, and ended with ${await started.kill('SIGTERM')}`,
      String,
    );
    expect(outcome).toContain(name);
  });
});

/** A real one, so that it is the pair of them that is refused. */
function publicKey(): string {
  return [
    '-----BEGIN PUBLIC KEY-----',
    'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
    '-----END PUBLIC KEY-----',
  ].join('\\n');
}
