import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SECRET_FILES } from '../../config/secrets.js';
import { copySecret } from './durable-files.js';

/** A generated secret: where the server has it, and where its copy lies beside a backup. */
interface SecretPlace {
  readonly name: string;
  readonly own: string;
  readonly copy: string;
}

export type SecretOutcome = 'copied' | 'none' | 'same' | 'kept another';

/** Where the copies of the secrets lie that belong to a backup: `<backup>.jwt_secret` and the like. */
export function secretPlaces(databasePath: string, backup: string): SecretPlace[] {
  return SECRET_FILES.map((name) => ({
    name,
    own: join(dirname(databasePath), name),
    copy: `${backup}.${name}`,
  }));
}

/** Copies a generated secret beside a backup; `none` where there is none, because the environment gives it. */
export function keepSecret({ own, copy }: SecretPlace): SecretOutcome {
  if (!existsSync(own)) return 'none';
  copySecret(own, copy);
  return 'copied';
}

/**
 * Gives a generated secret back to the server, but never replaces one that is there: it may have been renewed because
 * the former had become known.
 */
export function giveSecretBack({ own, copy }: SecretPlace): SecretOutcome {
  if (!existsSync(copy)) return 'none';
  if (!existsSync(own)) {
    copySecret(copy, own);
    return 'copied';
  }
  return readFileSync(own).equals(readFileSync(copy)) ? 'same' : 'kept another';
}
