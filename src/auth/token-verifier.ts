import { Injectable } from '@nestjs/common';
import {
  type CryptoKey,
  createRemoteJWKSet,
  errors,
  importSPKI,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { createPublicKey } from 'node:crypto';
import { AppError, storageUnavailable } from '../common/errors/app-error.js';
import { parseUint } from '../common/uint.js';
import { Configuration, type TokenKeys } from '../config/configuration.js';

export const AUDIENCE = 'chat';
const REMEMBERED_TOKENS = 50_000;
/** Callers are answered within three seconds, whatever becomes of the host app's key set. */
const KEY_SET_TIMEOUT_MS = 2000;
/**
 * How old the key set may be, and how long ago a token may have been looked at with it: a key that is taken out of the
 * set is refused after both of them at the latest.
 */
const KEY_SET_MS = 300_000;
/** Where it is out of reach then, tokens that are known stay good, and it is asked for again after this. */
const KEY_SET_AGAIN_MS = 30_000;
/** Longer than any real token: nothing costly is done with it. */
const MAX_TOKEN = 8192;

export interface VerifiedToken {
  readonly uid: number;
  /** UTC milliseconds at which the token ends. */
  readonly expiresAt: number;
}

interface KnownToken {
  readonly token: VerifiedToken;
  /** UTC milliseconds from which on its key has to be looked for again; Infinity where keys change with a start alone. */
  readonly recheckAt: number;
}

/** One key, and the only algorithms that are looked at with it: a token's own header decides nothing. */
interface Verifier {
  readonly key: CryptoKey | JWTVerifyGetKey;
  readonly algorithms: string[];
}

/** Verifies user tokens for the REST guard and the socket handshake alike (contract, section 3). */
@Injectable()
export class TokenVerifier {
  private readonly verifiers: Promise<readonly Verifier[]>;
  /** What was verified stays so while its key does, until it expires; whether its user may call is asked every time. */
  private readonly verified = new LRUCache<string, KnownToken>({ max: REMEMBERED_TOKENS });
  private readonly recheckMs: number;

  constructor(configuration: Configuration) {
    this.recheckMs = configuration.tokenKeys.kind === 'jwks' ? KEY_SET_MS : Infinity;
    this.verifiers = verifiersFor(configuration.tokenKeys);
  }

  /** @throws AppError 10001 for a missing or bad token, 10002 for an expired one, 10007 where the key set is out of reach */
  async verify(token: string | undefined): Promise<VerifiedToken> {
    if (token === undefined || token === '' || token.length > MAX_TOKEN) throw new AppError(10001);
    const now = Date.now();
    const known = this.verified.get(token);
    const isGood = known !== undefined && known.token.expiresAt > now;
    if (isGood && known.recheckAt > now) return known.token;
    try {
      const fresh = readClaims(await this.checkSignature(token));
      this.verified.set(token, { token: fresh, recheckAt: now + this.recheckMs });
      return fresh;
    } catch (error) {
      // Nobody who is in is sent away because the host app is down.
      if (!isGood || !isOutOfReach(error)) throw error;
      this.verified.set(token, { token: known.token, recheckAt: now + KEY_SET_AGAIN_MS });
      return known.token;
    }
  }

  private async checkSignature(token: string): Promise<JWTPayload> {
    let refusal: AppError | undefined;
    for (const { key, algorithms } of await this.verifiers) {
      try {
        const options = { algorithms, audience: AUDIENCE, clockTolerance: 0, requiredClaims: ['exp', 'sub'] };
        if (typeof key === 'function') return await verifyByKeySet(token, key, options);
        return (await jwtVerify(token, key, options)).payload;
      } catch (error) {
        refusal = toRefusal(error);
        // Its signature is right, so no other key will say more.
        if (refusal.code === 10002) throw refusal;
      }
    }
    throw refusal ?? new AppError(10001);
  }
}

/** A token that does not name its key is tried with each one that it may be of. */
async function verifyByKeySet(token: string, keySet: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keySet, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (refusal) {
        if (!(refusal instanceof errors.JWSSignatureVerificationFailed)) throw refusal;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function readClaims(payload: JWTPayload): VerifiedToken {
  const uid = typeof payload.sub === 'string' ? parseUint(payload.sub, 1) : undefined;
  if (uid === undefined || !Number.isFinite(payload.exp ?? NaN)) throw new AppError(10001);
  return { uid, expiresAt: (payload.exp ?? 0) * 1000 };
}

function toRefusal(error: unknown): AppError {
  if (error instanceof errors.JWTExpired) return new AppError(10002);
  // What jose says of a token is an error of its own kind; what is none, or of no kind, comes from fetching the key set.
  const ofNoKind = !(error instanceof errors.JOSEError) || error.code === errors.JOSEError.code;
  const keysOutOfReach = ofNoKind || error instanceof errors.JWKSTimeout;
  return keysOutOfReach ? storageUnavailable(error) : new AppError(10001);
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof AppError && error.code === 10007;
}

async function verifiersFor(keys: TokenKeys): Promise<readonly Verifier[]> {
  switch (keys.kind) {
    case 'secret': {
      const secrets = [keys.secret, ...(keys.previousSecret === undefined ? [] : [keys.previousSecret])];
      return Promise.all(secrets.map(async (secret) => ({ key: await importSecret(secret), algorithms: ['HS256'] })));
    }
    case 'publicKey': {
      const algorithm = algorithmOf(keys.pem);
      return [{ key: await importSPKI(keys.pem, algorithm), algorithms: [algorithm] }];
    }
    case 'jwks':
      return [
        {
          key: createRemoteJWKSet(keys.url, { timeoutDuration: KEY_SET_TIMEOUT_MS, cacheMaxAge: KEY_SET_MS }),
          algorithms: ['RS256', 'ES256', 'EdDSA'],
        },
      ];
  }
}

/** Once: given the secret itself, jose would make a key of it for each token. */
function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function algorithmOf(pem: string): string {
  const type = createPublicKey(pem).asymmetricKeyType;
  if (type === 'rsa') return 'RS256';
  return type === 'ed25519' ? 'EdDSA' : 'ES256';
}
