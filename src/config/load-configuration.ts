import { cleanEnv, str } from 'envalid';
import { dirname, resolve } from 'node:path';
import { ConfigError } from './config-error.js';
import type { Configuration, DatabaseTarget, TokenKeys } from './configuration.js';
import { type Secret, type SECRET_FILES, storedSecret } from './secrets.js';
import * as valid from './validators.js';

const DEFAULT_IMAGE_URL = 'http://pic{host}.ajkimg.com/display/{hash}/{size}.{ext}';
const MIN_SECRET = 32;
/** With r = 8 and p = 3, what OWASP advises (docs/adr/0012). */
const DEFAULT_PASSWORD_COST = 15;

/**
 * Reads and validates the environment (contract, section 8). Generates the secrets that it does not give.
 * @throws ConfigError naming every bad variable
 */
export function loadConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const env = readEnvironment(environment);
  const production = env.NODE_ENV === 'production';
  const warnings: string[] = [];
  const problems: string[] = [];

  if (env.JWT_PUBLIC_KEY && env.JWT_JWKS_URL) problems.push('JWT_PUBLIC_KEY and JWT_JWKS_URL: give one of them');
  const judgeSecret = (name: string, value: string | undefined): void => {
    if (value === undefined ? production : value.length < MIN_SECRET && production) {
      problems.push(`${name}: at least ${MIN_SECRET} characters with NODE_ENV=production`);
    } else if (value !== undefined && value.length < MIN_SECRET) {
      warnings.push(`${name} is shorter than ${MIN_SECRET} characters: fit for trying out only`);
    }
  };
  judgeSecret('JWT_SECRET', env.JWT_SECRET);
  judgeSecret('CMS_API_KEY', env.CMS_API_KEY);
  if (env.JWT_SECRET_PREVIOUS !== undefined) judgeSecret('JWT_SECRET_PREVIOUS', env.JWT_SECRET_PREVIOUS);
  if (env.METRICS_TOKEN !== undefined) judgeSecret('METRICS_TOKEN', env.METRICS_TOKEN);
  if (env.TRUST_PROXY === true) {
    warnings.push(
      'TRUST_PROXY=true believes whatever X-Forwarded-For begins with: name the proxy, unless it overwrites it',
    );
  }
  if (production && env.PASSWORD_COST < DEFAULT_PASSWORD_COST)
    problems.push(`PASSWORD_COST: at least ${DEFAULT_PASSWORD_COST} with NODE_ENV=production`);
  if (problems.length > 0) throw new ConfigError(problems);

  const directory = secretsDirectory(env.DATABASE_URL);
  const jwtSecret = secretFrom(env.JWT_SECRET, directory, 'jwt_secret');
  const cmsApiKey = secretFrom(env.CMS_API_KEY, directory, 'cms_api_key');
  return Object.freeze({
    production,
    port: env.PORT,
    host: env.HOST,
    database: env.DATABASE_URL,
    migrateOnStart: env.MIGRATE_ON_START ?? env.DATABASE_URL.kind === 'sqlite',
    databasePoolSize: env.DB_POOL_SIZE,
    redisUrl: env.REDIS_URL,
    tokenKeys: tokenKeys(env, jwtSecret),
    jwtSecrets: jwtSecrets(jwtSecret, env.JWT_SECRET_PREVIOUS),
    cmsApiKey: cmsApiKey.value,
    passwordCost: env.PASSWORD_COST,
    timeZone: env.TIME_ZONE,
    imageUrlTemplate: env.IMAGE_URL_TEMPLATE,
    requireFriendship: env.REQUIRE_FRIENDSHIP,
    recallWindow: env.RECALL_WINDOW,
    errorsAnswerOk: env.ERROR_STATUS === '200',
    allowedOrigins: env.ALLOWED_ORIGINS ?? [],
    trustProxy: env.TRUST_PROXY,
    rateLimit: env.RATE_LIMIT,
    metricsToken: env.METRICS_TOKEN,
    socketTransports: env.SOCKET_TRANSPORTS,
    retentionDays: env.RETENTION_DAYS,
    groupMaxMembers: env.GROUP_MAX_MEMBERS,
    logLevel: env.LOG_LEVEL,
    cmsApiKeyFile: cmsApiKey.file,
    warnings,
  });
}

/** Which database is configured, for the TypeORM CLI: it needs no secrets, and makes none. @throws ConfigError */
export function loadDatabaseTarget(environment: NodeJS.ProcessEnv = process.env): DatabaseTarget {
  return readEnvironment(environment).DATABASE_URL;
}

/** What `npm run cms:create-admin` needs to know; no secrets either. @throws ConfigError */
export function loadAdminSettings(
  environment: NodeJS.ProcessEnv = process.env,
): Pick<Configuration, 'database' | 'passwordCost'> {
  const { DATABASE_URL: database, PASSWORD_COST: passwordCost } = readEnvironment(environment);
  return { database, passwordCost };
}

function readEnvironment(environment: NodeJS.ProcessEnv) {
  // `REDIS_URL=` in an .env file means that it is not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  return cleanEnv(
    given,
    {
      NODE_ENV: str({ choices: ['development', 'test', 'production'], default: 'development' }),
      PORT: valid.integer(0, 65_535)({ default: 3000 }),
      HOST: str({ default: '127.0.0.1' }),
      DATABASE_URL: valid.databaseUrl({ default: { kind: 'sqlite', path: resolve('./data/chat.sqlite') } }),
      MIGRATE_ON_START: valid.flag({ default: undefined }),
      DB_POOL_SIZE: valid.integer(1, 1000)({ default: 16 }),
      REDIS_URL: valid.redisUrl({ default: undefined }),
      JWT_SECRET: str({ default: undefined }),
      JWT_SECRET_PREVIOUS: str({ default: undefined }),
      JWT_PUBLIC_KEY: valid.publicKeyPem({ default: undefined }),
      JWT_JWKS_URL: valid.jwksUrl({ default: undefined }),
      CMS_API_KEY: str({ default: undefined }),
      PASSWORD_COST: valid.integer(10, 20)({ default: DEFAULT_PASSWORD_COST }),
      TIME_ZONE: valid.timeZone({ default: 'Asia/Shanghai' }),
      IMAGE_URL_TEMPLATE: valid.imageUrlTemplate({ default: DEFAULT_IMAGE_URL }),
      REQUIRE_FRIENDSHIP: valid.flag({ default: false }),
      RECALL_WINDOW: valid.integer(0, 315_360_000)({ default: 120 }),
      ERROR_STATUS: str({ choices: ['match', '200'], default: 'match' }),
      ALLOWED_ORIGINS: valid.origins({ default: undefined }),
      TRUST_PROXY: valid.trustProxy({ default: false }),
      RATE_LIMIT: valid.integer(0, Number.MAX_SAFE_INTEGER)({ default: 600 }),
      METRICS_TOKEN: str({ default: undefined }),
      SOCKET_TRANSPORTS: valid.transports({ default: ['websocket', 'polling'] }),
      RETENTION_DAYS: valid.integer(0, 36_500)({ default: 0 }),
      GROUP_MAX_MEMBERS: valid.integer(1, 10_000_000)({ default: 10_000 }),
      LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' }),
    },
    {
      reporter: ({ errors }) => {
        // Only the name and what was expected: the value itself may be a secret.
        const problems = Object.entries(errors).map(([name, error]) => `${name}: ${error.message}`);
        if (problems.length > 0) throw new ConfigError(problems);
      },
    },
  );
}

function tokenKeys(env: ReturnType<typeof readEnvironment>, secret: Secret): TokenKeys {
  if (env.JWT_PUBLIC_KEY) return { kind: 'publicKey', pem: env.JWT_PUBLIC_KEY };
  if (env.JWT_JWKS_URL) return { kind: 'jwks', url: env.JWT_JWKS_URL };
  return env.JWT_SECRET_PREVIOUS === undefined
    ? { kind: 'secret', secret: secret.value }
    : { kind: 'secret', secret: secret.value, previousSecret: env.JWT_SECRET_PREVIOUS };
}

function jwtSecrets({ value }: Secret, former: string | undefined): Configuration['jwtSecrets'] {
  return former === undefined ? [value] : [value, former];
}

function secretFrom(given: string | undefined, directory: string, name: (typeof SECRET_FILES)[number]): Secret {
  return given === undefined ? storedSecret(directory, name) : { value: given };
}

/** Beside the embedded database, or in ./data/ where the database is elsewhere. */
function secretsDirectory(database: DatabaseTarget): string {
  return database.kind === 'sqlite' ? dirname(database.path) : resolve('./data');
}
