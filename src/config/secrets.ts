import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';

/** The names of what is generated: the key of user tokens, and the host app's. */
export const SECRET_FILES = ['jwt_secret', 'cms_api_key'] as const;

/** Shorter than any generated secret: such a file was cut off or emptied. */
const MIN_STORED = 32;

export interface Secret {
  readonly value: string;
  /** The file it was read from or generated into; undefined where the environment gave it. */
  readonly file?: string;
}

/**
 * Reads a secret from `<directory>/<name>`, generating it (256 bits, mode 0600) on first start.
 * Two servers that start at once end with the same one: the file appears whole, and only once.
 * @throws ConfigError where the file is empty or short: an empty key would let an empty header in
 */
export function storedSecret(directory: string, name: (typeof SECRET_FILES)[number]): Secret {
  const file = join(directory, name);
  const known = readSecret(file);
  if (known !== undefined) return { value: known, file };
  mkdirSync(directory, { recursive: true });
  const draft = join(directory, `.${name}.${process.pid}`);
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const value = readSecret(file);
  if (value === undefined) throw new ConfigError([`${file}: vanished while it was being made`]);
  return { value, file };
}

function readSecret(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const value = readFileSync(file, 'utf8').trim();
  if (value.length < MIN_STORED) {
    throw new ConfigError([`${file}: empty or cut off; restore it, or remove it to have a new one generated`]);
  }
  return value;
}
