import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/**
 * When the sources, the compiler's settings or the packages last changed: the newest modification
 * time, in nanoseconds since the epoch. Folders count too, since a deleted or renamed file shows
 * there only; unit tests do not, since they are not compiled.
 * @returns {bigint}
 */
export function newestInputTime() {
  const settings = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const files = ['package-lock.json', ...settings].map((name) => join(root, name));
  const source = join(root, 'src');
  const below = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.spec.ts'))
    .map((name) => join(source, name));
  return [...files, source, ...below].map(modifiedAt).reduce((newest, time) => (time > newest ? time : newest));
}

/** @param {string} path */
function modifiedAt(path) {
  // An editor's temporary file may be gone again; its folder then tells that something changed.
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n;
}
