import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FLAG = '--max-semi-space-size=64';

it.each(['--no-allocation-site-pretenuring', FLAG])('this Node knows %s', (flag) => {
  // Of an option that it does not know Node says so, and exits with 9.
  expect(spawnSync(process.execPath, [flag, '--eval', '0']).status).toBe(0);
});

it.each(['package.json', 'Dockerfile', 'deploy/anlife-chat.service', 'test/bench/subject.ts'])('%s says so', (file) =>
  expect(readFileSync(file, 'utf8')).toContain(FLAG),
);

it('the server tunes it before anything else', () => {
  const body = readFileSync('src/main.ts', 'utf8')
    .split('\n')
    .filter((line) => /^\w/.test(line) && !line.startsWith('import'));
  expect(body.filter((line) => !line.startsWith('const'))[0]).toBe('tuneGarbageCollection();');
});
