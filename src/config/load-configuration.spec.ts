import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfiguration } from './load-configuration.js';

const SECRET = 's'.repeat(32);
const MYSQL = 'mysql://chat:p%40ss@db.example:3307/anlife';
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const WEAK_PEM = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'anlife-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const secrets = { JWT_SECRET: SECRET, CMS_API_KEY: SECRET };
const load = (env: Record<string, string> = {}): ReturnType<typeof loadConfiguration> =>
  loadConfiguration({ DATABASE_URL: `sqlite:${join(folder, 'chat.sqlite')}`, ...secrets, ...env });

describe('loadConfiguration', () => {
  it('has the defaults of the contract', () => {
    expect(load()).toMatchObject({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      migrateOnStart: true,
      databasePoolSize: 16,
      redisUrl: undefined,
      timeZone: 'Asia/Shanghai',
      imageUrlTemplate: 'http://pic{host}.ajkimg.com/display/{hash}/{size}.{ext}',
      requireFriendship: false,
      recallWindow: 120,
      errorsAnswerOk: false,
      allowedOrigins: [],
      trustProxy: false,
      rateLimit: 600,
      metricsToken: undefined,
      socketTransports: ['websocket', 'polling'],
      retentionDays: 0,
      groupMaxMembers: 10_000,
      logLevel: 'info',
      warnings: [],
    });
  });

  it('migrates on start by itself on SQLite only', () => {
    expect(load({ DATABASE_URL: MYSQL }).migrateOnStart).toBe(false);
    expect(load({ DATABASE_URL: MYSQL, MIGRATE_ON_START: 'true' }).migrateOnStart).toBe(true);
    expect(load({ MIGRATE_ON_START: 'false' }).migrateOnStart).toBe(false);
  });

  it('reads a MySQL URL with its escapes', () => {
    expect(load({ DATABASE_URL: MYSQL }).database).toEqual({
      kind: 'mysql',
      host: 'db.example',
      port: 3307,
      user: 'chat',
      password: 'p@ss',
      name: 'anlife',
    });
  });

  it('is frozen, and takes an empty value for none', () => {
    expect(Object.isFrozen(load())).toBe(true);
    expect(load({ REDIS_URL: '', PORT: '' })).toMatchObject({ redisUrl: undefined, port: 3000 });
  });

  it.each([
    ['NODE_ENV', 'prod'],
    ['PORT', '70000'],
    ['PORT', '3e3'],
    ['PORT', ' 3000'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'postgres://x@y/z'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite://x'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'mysql://db.example/anlife'],
    ['DATABASE_URL', 'mysql://u:p@db.example/'],
    ['MIGRATE_ON_START', 'yes'],
    ['DB_POOL_SIZE', '0'],
    ['REDIS_URL', 'http://x'],
    ['JWT_PUBLIC_KEY', 'not a key'],
    ['JWT_PUBLIC_KEY', WEAK_PEM],
    ['JWT_JWKS_URL', 'ftp://x'],
    ['TIME_ZONE', 'Asia/Nowhere'],
    ['IMAGE_URL_TEMPLATE', 'http://pic{host}.example/{size}'],
    ['IMAGE_URL_TEMPLATE', 'ftp://{hash}/{size}'],
    ['REQUIRE_FRIENDSHIP', '1'],
    ['RECALL_WINDOW', '2m'],
    ['ERROR_STATUS', '500'],
    ['ALLOWED_ORIGINS', 'https://app.example/path'],
    ['ALLOWED_ORIGINS', '*'],
    ['TRUST_PROXY', 'maybe'],
    ['RATE_LIMIT', '-1'],
    ['SOCKET_TRANSPORTS', 'websocket,webtransport'],
    ['GROUP_MAX_MEMBERS', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s where it is %j', (name, value) => {
    expect(() => load({ [name]: value })).toThrow(ConfigError);
    expect(() => load({ [name]: value })).toThrow(new RegExp(`^ {2}${name}: `, 'm'));
  });

  it('names all that is bad at once, and never a value', () => {
    const bad = { PORT: 'x', TIME_ZONE: 'y', JWT_PUBLIC_KEY: 'my private thing' };
    let message = '';
    try {
      load(bad);
    } catch (error) {
      ({ message } = error as Error);
    }
    for (const name of Object.keys(bad)) expect(message).toContain(name);
    expect(message).not.toContain('my private thing');
  });

  it('takes one kind of token key only', () => {
    expect(load().tokenKeys).toEqual({ kind: 'secret', secret: SECRET });
    expect(load({ JWT_SECRET_PREVIOUS: SECRET }).tokenKeys).toMatchObject({ previousSecret: SECRET });
    expect(load({ JWT_SECRET_PREVIOUS: 'x', JWT_JWKS_URL: 'https://h.example/jwks' }).jwtSecrets).toEqual([
      SECRET,
      'x',
    ]);
    expect(load({ JWT_PUBLIC_KEY: PEM.replaceAll('\n', '\\n') }).tokenKeys).toEqual({ kind: 'publicKey', pem: PEM });
    expect(load({ JWT_JWKS_URL: 'https://h.example/jwks' }).tokenKeys.kind).toBe('jwks');
    expect(() => load({ JWT_PUBLIC_KEY: PEM, JWT_JWKS_URL: 'https://h.example/jwks' })).toThrow(/JWT_JWKS_URL/);
  });

  it('takes what hashing costs, and in production no less than is advised', () => {
    expect(load().passwordCost).toBe(15);
    expect(load({ PASSWORD_COST: '10' }).passwordCost).toBe(10);
    expect(() => load({ NODE_ENV: 'production', PASSWORD_COST: '14' })).toThrow(/PASSWORD_COST/);
    expect(() => load({ PASSWORD_COST: '21' })).toThrow(/PASSWORD_COST/);
  });

  it.each(['JWT_SECRET', 'CMS_API_KEY'])('in production refuses without %s, or with a short one', (name) => {
    const production = { NODE_ENV: 'production' };
    expect(() => load({ ...production, [name]: '' })).toThrow(new RegExp(name));
    expect(() => load({ ...production, [name]: 's'.repeat(31) })).toThrow(new RegExp(name));
    expect(load(production).warnings).toEqual([]);
    expect(load({ [name]: 'short' }).warnings).toEqual([expect.stringContaining(name)]);
  });

  it('in production refuses a short METRICS_TOKEN, and is content without one', () => {
    const production = { NODE_ENV: 'production' };
    expect(() => load({ ...production, METRICS_TOKEN: 'short' })).toThrow(/METRICS_TOKEN/);
    expect(load({ ...production, METRICS_TOKEN: SECRET }).warnings).toEqual([]);
    expect(load(production).warnings).toEqual([]);
    expect(load({ METRICS_TOKEN: 'short' }).warnings).toEqual([expect.stringContaining('METRICS_TOKEN')]);
  });

  it('warns of TRUST_PROXY=true, and of no other', () => {
    expect(load({ TRUST_PROXY: 'true' }).warnings).toEqual([expect.stringContaining('TRUST_PROXY')]);
    for (const other of ['false', '1', '127.0.0.1']) expect(load({ TRUST_PROXY: other }).warnings).toEqual([]);
  });

  it('generates the secrets once, beside the database, for the owner only', () => {
    const first = load({ JWT_SECRET: '', CMS_API_KEY: '' });
    const again = load({ JWT_SECRET: '', CMS_API_KEY: '' });
    expect(again.cmsApiKey).toBe(first.cmsApiKey);
    expect(again.tokenKeys).toEqual(first.tokenKeys);
    expect(first.cmsApiKey).toMatch(/^[0-9a-f]{64}$/);
    expect(first.tokenKeys).not.toMatchObject({ secret: first.cmsApiKey });
    expect(first.cmsApiKeyFile).toBe(join(folder, 'cms_api_key'));
    expect(statSync(join(folder, 'jwt_secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'cms_api_key'), 'utf8').trim()).toBe(first.cmsApiKey);
  });

  it('generates nothing where both are given, nor where it refuses to start', () => {
    load();
    expect(() => load({ NODE_ENV: 'production', JWT_SECRET: '' })).toThrow(ConfigError);
    expect(existsSync(join(folder, 'jwt_secret'))).toBe(false);
  });
});
