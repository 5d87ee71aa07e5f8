import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../../scripts/lib/ensure-build.mjs';
import { dieWithParent } from '../../scripts/lib/die-with-parent.mjs';
import { login, PASSWORD } from '../e2e/support/operators.js';
import { startNode } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'create-admin.mjs');

describe('npm run cms:create-admin', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    await ensureBuild();
    database = await createTestDatabase();
  }, 180_000);
  afterAll(() => database.drop());

  /** Runs it to its end. */
  function run(
    args: string[],
    input = '',
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; said: string }> {
    const [file = '', ...prefix] = [...dieWithParent(), process.execPath];
    const child = spawn(file, [...prefix, SCRIPT, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url, ...env },
      cwd: import.meta.dirname,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    child.stdin.end(input);
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
  }

  /** A server that leaves the database there. */
  const serve = () => startNode({ ...database, drop: () => Promise.resolve() });

  it.runIf(store === 'mysql')('waits for the migrations of a database that is not the server’s own', async () => {
    expect(await run(['boss'], PASSWORD)).toEqual({ code: 1, said: expect.stringContaining('npm run migration:run') });
    await (await serve()).close();
  });

  it('makes an admin, who can sign in; a repeat finds the same', async () => {
    const first = await run(['boss'], `${PASSWORD}\n`);
    expect(first).toEqual({
      code: 0,
      said: expect.stringMatching(/^Admin boss \(operator_id \d+\) may sign in by cms\/login\n$/),
    });
    expect(await run(['boss'], '', { CMS_ADMIN_PASSWORD: PASSWORD })).toEqual(first);
    const chat = await serve();
    try {
      const { token } = datasOf(await login(chat.client, 'boss', PASSWORD));
      const headers = { authorization: `Bearer ${token}` };
      expect(datasOf(await chat.client.get('cms/listOperators', {}, headers))).toMatchObject({
        operators: [{ username: 'boss', role: 'admin' }],
      });
    } finally {
      await chat.close();
    }
  });

  it.each<[string, string[], string, number, RegExp]>([
    ['no name', [], PASSWORD, 2, /^Usage/],
    ['a bad name', ['a b'], PASSWORD, 1, /^The user name has/],
    ['a short password', ['second'], 'short', 1, /^The password has 10/],
    ['no password', ['second'], '', 1, /^The password has 10/],
    ['a name that has another password', ['boss'], `${PASSWORD}!`, 1, /^boss exists already/],
  ])('refuses %s in one line', async (_, args, input, code, said) => {
    const result = await run(args, input);
    expect(result).toEqual({ code, said: expect.stringMatching(said) });
    expect(result.said).not.toContain('    at ');
    expect(result.said).not.toContain(PASSWORD);
  });

  it.runIf(store === 'sqlite')('says so where a server has the database', async () => {
    const chat = await serve();
    try {
      expect(await run(['second'], PASSWORD)).toEqual({
        code: 1,
        said: expect.stringMatching(/^Another process is using .* POST cms\/createOperator/),
      });
    } finally {
      await chat.close();
    }
  });
});
