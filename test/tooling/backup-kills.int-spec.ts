import Database from 'better-sqlite3';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../../scripts/lib/ensure-build.mjs';
import { fileOf } from '../faults/support/sqlite-file.js';
import { startNode } from '../support/chat/chat-app.js';
import { runCommand, startCommand } from '../support/operator-command.js';
import { temporaryFolder } from '../support/process-end.js';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';

const SECRETS = { jwt_secret: 'a'.repeat(64), cms_api_key: 'b'.repeat(64) };
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'killed-at-rename.mjs')).href;

describe.each(['before', 'after'] as const)(
  'Killed right %s the database gets its name',
  { timeout: 120_000 },
  (when) => {
    let database: TestDatabase;
    const folder = temporaryFolder('backup-kills');
    const backup = join(folder, `${when}.sqlite`);

    beforeAll(async () => {
      await ensureBuild();
      database = await createTestDatabase();
      const chat = await startNode({ url: database.url, drop: () => Promise.resolve() });
      await chat.client.importUsers(1, 2);
      await chat.close();
      for (const [name, secret] of Object.entries(SECRETS)) {
        writeFileSync(join(dirname(fileOf(database.url)), name), `${secret}\n`);
      }
    }, 180_000);
    afterAll(() => database?.drop());

    const killed = async (script: 'backup' | 'restore', url: string, at: string): Promise<void> => {
      const more = { NODE_OPTIONS: `--import=${PRELOAD}`, TEST_KILL_AT: at, TEST_KILL_WHEN: when };
      const command = startCommand(script, [backup], url, more);
      // No exit code of its own.
      expect(await command.exited, command.output().join('\n')).toBeNull();
      expect(existsSync(at)).toBe(when === 'after');
    };
    const expectWhole = (file: string, secretOf: (name: string) => string): void => {
      const opened = new Database(file, { readonly: true, fileMustExist: true });
      expect(opened.prepare('SELECT id FROM users ORDER BY id').pluck().all()).toEqual([1, 2]);
      opened.close();
      for (const [name, secret] of Object.entries(SECRETS)) {
        expect(readFileSync(secretOf(name), 'utf8')).toBe(`${secret}\n`);
      }
    };

    it('a backup with a name has its secrets beside it; one without is made anew under the same name', async () => {
      await killed('backup', database.url, backup);
      if (when === 'before') expect(await runCommand('backup', [backup], database.url)).toMatchObject({ code: 0 });
      expectWhole(backup, (name) => `${backup}.${name}`);
      const again = await runCommand('backup', [backup], database.url);
      expect(again).toMatchObject({ code: 1, said: expect.stringContaining('exists already') });
    });

    it('a restored database has its secrets; where there is none yet, the same call restores it', async () => {
      const path = join(folder, `restored-${when}`, 'chat.sqlite');
      mkdirSync(dirname(path));
      const url = `sqlite:${path}`;
      await killed('restore', url, path);
      if (when === 'before') expect(await runCommand('restore', [backup], url)).toMatchObject({ code: 0 });
      expectWhole(path, (name) => join(dirname(path), name));
    });

    it('another secret’s copy is not overwritten', async () => {
      const file = join(folder, `other-${when}.sqlite`);
      writeFileSync(`${file}.jwt_secret`, 'another');
      const refused = await runCommand('backup', [file], database.url);
      expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('exists already') });
      expect(readFileSync(`${file}.jwt_secret`, 'utf8')).toBe('another');
    });
  },
);
