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
export function keepSecret(place: SecretPlace): SecretOutcome {
  if (!existsSync(place.own)) return 'none';
  if (!isKept(place)) copySecret(place.own, place.copy);
  return 'copied';
}

/** Whether the copy is there, and the same. */
export function isKept({ own, copy }: SecretPlace): boolean {
  return existsSync(own) && existsSync(copy) && readFileSync(own).equals(readFileSync(copy));
}

/**
 * Gives a generated secret back to the server, but never replaces one that is there: it may have been renewed because
 * the former had become known.
 */
export function giveSecretBack(place: SecretPlace): SecretOutcome {
  const { own, copy } = place;
  if (!existsSync(copy)) return 'none';
  if (!existsSync(own)) {
    copySecret(copy, own);
    return 'copied';
  }
  return isKept(place) ? 'same' : 'kept another';
}
