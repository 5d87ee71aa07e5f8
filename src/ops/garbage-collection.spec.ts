import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const [startFlag = ''] = /--\S+/.exec(scripts.start ?? '') ?? [];

it.each(['--no-allocation-site-pretenuring', startFlag])('this Node knows %s', (flag) => {
  expect(flag).toMatch(/^--/);
  // Of an option that it does not know Node says so, and exits with 9.
  expect(spawnSync(process.execPath, [flag, '--eval', '0']).status).toBe(0);
});
