import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IN_PROCESS_ONLY } from './cluster-specs.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');

it.each(Object.entries(IN_PROCESS_ONLY))('%s, left out of the cluster because it %s, is there', (file) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain("from 'vitest'");
});
