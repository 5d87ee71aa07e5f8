import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { AppError } from '../../common/errors/app-error.js';
import { parseUint } from '../../common/uint.js';
import { Configuration } from '../../config/configuration.js';
import type { IssuedToken } from '../token-issuer.js';
import type { Operator } from './operator.js';

const AUDIENCE = 'cms';
const ALGORITHM = 'HS256';
/** What the key is for: no other use of JWT_SECRET, user tokens first of all, comes to the same key. */
const KEY_USE = 'anlife-chat cms';
const KEY_BYTES = 32;
/** Seconds. One that leaks is of little use; who works on signs in again. */
const EXPIRES_IN = 3600;
const MAX_TOKEN = 2048;

/** What a good token says; whether its operator still has that version is asked every time. */
export interface OperatorClaims {
  readonly operatorId: number;
  readonly tokenVersion: number;
  /** UTC milliseconds. */
  readonly expiresAt: number;
}

/** Tokens of people who work with the CMS (contract, section 3). */
@Injectable()
export class OperatorTokens {
  /** The one that signs comes first. */
  private readonly keys: readonly [Uint8Array, ...Uint8Array[]];

  constructor({ jwtSecrets: [current, ...former] }: Configuration) {
    this.keys = [deriveKey(current), ...former.map(deriveKey)];
  }

  async issue({ id, tokenVersion }: Pick<Operator, 'id' | 'tokenVersion'>): Promise<IssuedToken> {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ ver: tokenVersion })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(String(id))
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + EXPIRES_IN)
      .sign(this.keys[0]);
    return { token, expires_in: EXPIRES_IN };
  }

  /** @throws AppError 10001 for a missing or bad token, 10002 for an expired one */
  async verify(token: string | undefined): Promise<OperatorClaims> {
    if (token === undefined || token.length > MAX_TOKEN) throw new AppError(10001);
    for (const key of this.keys) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          audience: AUDIENCE,
          clockTolerance: 0,
          requiredClaims: ['exp', 'sub', 'ver'],
        });
        return readClaims(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new AppError(10002);
        if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    throw new AppError(10001);
  }
}

function readClaims({ sub = '', ver, exp = 0 }: { sub?: string; ver?: unknown; exp?: number }): OperatorClaims {
  const operatorId = parseUint(sub, 1);
  const tokenVersion = typeof ver === 'number' ? parseUint(ver, 0) : undefined;
  if (operatorId === undefined || tokenVersion === undefined) throw new AppError(10001);
  return { operatorId, tokenVersion, expiresAt: exp * 1000 };
}

function deriveKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', KEY_USE, KEY_BYTES));
}
