import { makeValidator } from 'envalid';
import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { DatabaseTarget, SocketTransport } from './configuration.js';

/** Decimal digits within bounds; "1e3", " 5" and "0x1" are refused, as on the wire. */
export const integer = (min: number, max: number) =>
  makeValidator<number>((text) => {
    const value = Number(text);
    if (!/^\d{1,16}$/.test(text) || value < min || value > max) throw new Error(`an integer from ${min} to ${max}`);
    return value;
  });

export const flag = makeValidator<boolean>((text) => {
  if (text !== 'true' && text !== 'false') throw new Error('true or false');
  return text === 'true';
});

/** `sqlite:<path>` or `mysql://user:password@host:3306/db` (contract, section 8). */
export const databaseUrl = makeValidator<DatabaseTarget>((text) => {
  if (text.startsWith('sqlite:')) {
    const path = text.slice('sqlite:'.length);
    if (path === '' || path.startsWith('//') || path.startsWith(':')) throw new Error('sqlite:<path of the file>');
    return { kind: 'sqlite', path: resolve(path) };
  }
  const url = httpLike(text, ['mysql:'], 'sqlite:<path>, or mysql://user:password@host:3306/db');
  const name = decodeURIComponent(url.pathname.slice(1));
  if (!url.username || !/^[\w$-]{1,64}$/.test(name)) throw new Error('mysql://user:password@host:3306/db');
  return {
    kind: 'mysql',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    name,
  };
});

export const redisUrl = makeValidator<string>(
  (text) => httpLike(text, ['redis:', 'rediss:'], 'redis://host:6379').href,
);

export const jwksUrl = makeValidator<URL>((text) => httpLike(text, ['http:', 'https:'], 'an http or https URL'));

/** PEM of an RSA, P-256 or Ed25519 public key; a one-line value may write line breaks as \n. */
export const publicKeyPem = makeValidator<string>((text) => {
  const pem = text.replaceAll('\\n', '\n');
  if (!isUsableKey(pem)) throw new Error('an RSA (2048 bits or more), P-256 or Ed25519 public key as PEM');
  return pem;
});

function isUsableKey(pem: string): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey(pem);
    // What is shorter no verifier of tokens takes.
    if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048;
    return type === 'ed25519' || details?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

export const timeZone = makeValidator<string>((text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
  } catch {
    throw new Error('an IANA time zone such as Asia/Shanghai');
  }
  return text;
});

export const imageUrlTemplate = makeValidator<string>((text) => {
  for (const place of ['{hash}', '{size}']) if (!text.includes(place)) throw new Error(`a URL that contains ${place}`);
  httpLike(
    text.replaceAll(/\{\w+\}/g, '1'),
    ['http:', 'https:'],
    'an http or https URL with {host} {hash} {size} {ext}',
  );
  return text;
});

/** Comma-separated origins, such as https://app.example,https://admin.example:8443. */
export const origins = makeValidator<readonly string[]>((text) =>
  text.split(',').map((item) => {
    const origin = item.trim();
    const url = httpLike(origin, ['http:', 'https:'], 'origins such as https://app.example, separated by commas');
    if (url.origin !== origin) throw new Error(`"${origin}" is not an origin; did you mean ${url.origin}`);
    return origin;
  }),
);

export const transports = makeValidator<readonly SocketTransport[]>((text) =>
  text.split(',').map((item) => {
    const transport = item.trim();
    if (transport !== 'websocket' && transport !== 'polling') throw new Error('websocket, polling, or both');
    return transport;
  }),
);

/** false, true, a number of hops, or a list of proxy addresses, as Fastify has it. */
export const trustProxy = makeValidator<boolean | number | string>((text) => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const isAddress = (item: string): boolean => {
    const [address = '', bits = '0'] = item.trim().split('/', 2);
    return isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
  };
  if (!text.split(',').every(isAddress)) throw new Error('true, false, a number of hops, or proxy addresses');
  return text;
});

function httpLike(text: string, protocols: readonly string[], expected: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocols.includes(url.protocol) || url.hostname === '') throw new Error(expected);
  return url;
}
