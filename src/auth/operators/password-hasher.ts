import { Inject, Injectable } from '@nestjs/common';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Semaphore } from '../../common/async/semaphore.js';
import { AppError } from '../../common/errors/app-error.js';
import { Configuration } from '../../config/configuration.js';

/** With N = 2^15, OWASP's advice where memory counts: 32 MiB for each (docs/adr/0012). */
const BLOCK_SIZE = 8;
const PARALLELISM = 3;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Of libuv's four threads two stay for everything else; who comes later waits. */
const AT_ONCE = 2;
const MAX_WAITING = 50;
const DEADLINE_MS = 2_500;

/** As PHC strings have it: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, both in base64 without padding. */
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Passwords as they are kept. Hashing runs beside the event loop, two at a time. */
@Injectable()
export class PasswordHasher {
  private readonly turn = new Semaphore(AT_ONCE, MAX_WAITING, DEADLINE_MS, () => new AppError(10005, undefined, 1));
  /** What the password of nobody is compared with. */
  private readonly nobodys: string;
  private readonly cost: Cost;

  constructor(@Inject(Configuration) { passwordCost }: Pick<Configuration, 'passwordCost'>) {
    this.cost = { ln: passwordCost, r: BLOCK_SIZE, p: PARALLELISM };
    this.nobodys = format(this.cost, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
  }

  /** @throws AppError 10005 where too many wait */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return format(this.cost, salt, await this.derive(password, salt, this.cost, KEY_BYTES));
  }

  /**
   * @param stored a result of `hash`; undefined where there is no such account, which then takes as long
   * @throws AppError 10005 where too many wait
   */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const [, ln, r, p, salt = '', key = ''] = STORED.exec(stored ?? this.nobodys) ?? [];
    if (ln === undefined) throw new Error('A stored password of an unknown form');
    const expected = Buffer.from(key, 'base64');
    const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
    const given = await this.derive(password, Buffer.from(salt, 'base64'), cost, expected.length);
    return timingSafeEqual(given, expected) && stored !== undefined;
  }

  private derive(password: string, salt: Buffer, { ln, r, p }: Cost, bytes: number): Promise<Buffer> {
    const N = 2 ** ln;
    // Two keyboards may write one letter in two ways (NIST SP 800-63B).
    const normalized = password.normalize('NFKC');
    return this.turn.run(
      () =>
        new Promise((resolve, reject) => {
          scrypt(normalized, salt, bytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  }
}

function format({ ln, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
