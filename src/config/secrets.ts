import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secret {
  readonly value: string;
  /** The file it was read from or generated into; undefined where the environment gave it. */
  readonly file?: string;
}

/**
 * Reads a secret from `<directory>/<name>`, generating it (256 bits, mode 0600) on first start.
 * Two servers that start at once end with the same one: the file appears whole, and only once.
 */
export function storedSecret(directory: string, name: string): Secret {
  const file = join(directory, name);
  const known = readSecret(file);
  if (known !== undefined) return { value: known, file };
  mkdirSync(directory, { recursive: true });
  const draft = join(directory, `.${name}.${process.pid}`);
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return { value: readSecret(file) ?? '', file };
}

function readSecret(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
