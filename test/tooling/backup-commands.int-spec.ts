import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../../scripts/lib/ensure-build.mjs';
import { fileOf } from '../faults/support/sqlite-file.js';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { runCommand } from '../support/operator-command.js';
import { temporaryFolder } from '../support/process-end.js';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';

const SECRET = 'a'.repeat(64);

describe('npm run backup and npm run restore', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let file: string;

  const serve = (): Promise<ChatApp> => startNode({ url: database.url, drop: () => Promise.resolve() });
  const backUp = (to: string) => runCommand('backup', [to], database.url);
  const restore = (from: string) => runCommand('restore', [from], database.url);
  const beside = (name: string): string => join(dirname(fileOf(database.url)), name);
  const textsOf = async (chat: ChatApp): Promise<unknown[]> => {
    const query = { conversation_id: 'u:1' };
    const page = await chat.client.as(2).get<{ messages: { body: { text: string } }[] }>('message/getHistory', query);
    return datasOf(page).messages.map(({ body }) => body.text);
  };

  beforeAll(async () => {
    // Not within the time of whatever runs a command first.
    await ensureBuild();
    database = await createTestDatabase();
    file = join(temporaryFolder('backup'), 'deeper', 'chat.sqlite');
    const chat = await serve();
    await chat.client.importUsers(1, 2);
    datasOf(await chat.client.as(1).send(2, 'before'));
    writeFileSync(beside('jwt_secret'), `${SECRET}\n`);
    expect(await backUp(file)).toMatchObject({ code: 0, said: expect.stringContaining('jwt_secret: copied') });
    datasOf(await chat.client.as(1).send(2, 'after'));
    expect(await restore(file)).toMatchObject({ code: 1, said: expect.stringContaining('Another process is using') });
    await chat.close();
  }, 180_000);
  afterAll(() => database?.drop());

  it('makes one whole file and copies of the generated secrets, for their owner alone', () => {
    expect(readdirSync(dirname(file)).sort()).toEqual(['chat.sqlite', 'chat.sqlite.jwt_secret']);
    expect(readFileSync(`${file}.jwt_secret`, 'utf8')).toBe(`${SECRET}\n`);
    for (const name of [file, `${file}.jwt_secret`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  it('overwrites nothing', async () => {
    const was = readFileSync(file);
    expect(await backUp(file)).toMatchObject({ code: 1, said: expect.stringContaining('exists already') });
    expect(readFileSync(file).equals(was)).toBe(true);
  });

  it('brings the moment of the backup back, keeps what was there, and a secret that is another', async () => {
    writeFileSync(beside('jwt_secret'), `${'b'.repeat(64)}\n`);
    const { code, said } = await restore(file);
    expect(code).toBe(0);
    expect(said).toContain('jwt_secret: differs from the backup’s, and stays');
    expect(readFileSync(beside('jwt_secret'), 'utf8')).toContain('bbbb');
    const aside = /^What was there before: (.*)$/m.exec(said)?.[1] ?? '';
    const former = new Database(aside, { readonly: true, fileMustExist: true });
    expect(former.prepare('SELECT body FROM messages ORDER BY seq').pluck().all()).toHaveLength(2);
    former.close();
    const chat = await serve();
    expect(await textsOf(chat)).toEqual(['before']);
    await chat.close();
  });

  it('reads no -wal file of another database, left by a kill', async () => {
    const open = new Database(fileOf(database.url));
    open.prepare("UPDATE users SET nickname = 'of the former database'").run();
    // As a killed server leaves it: a commit that is in the -wal file alone.
    const wal = readFileSync(`${fileOf(database.url)}-wal`);
    const main = readFileSync(fileOf(database.url));
    open.close();
    writeFileSync(fileOf(database.url), main);
    writeFileSync(`${fileOf(database.url)}-wal`, wal);
    const { code, said } = await restore(file);
    expect(code).toBe(0);
    expect(existsSync(`${fileOf(database.url)}-wal`)).toBe(false);
    const aside = new Database(/^What was there before: (.*)$/m.exec(said)?.[1] ?? '', { fileMustExist: true });
    expect(aside.prepare('SELECT DISTINCT nickname FROM users').pluck().all()).toEqual(['of the former database']);
    aside.close();
  });

  it('refuses a damaged backup, a newer version’s, and what is none, and changes nothing', async () => {
    const was = readFileSync(fileOf(database.url));
    const damaged = join(dirname(file), 'damaged.sqlite');
    const bytes = readFileSync(file);
    // Pages in the middle; the first ones hold the schema, which would not even open.
    writeFileSync(damaged, bytes.fill(0x55, bytes.length / 2, bytes.length - 4096));
    expect(await restore(damaged)).toMatchObject({ code: 1, said: expect.stringMatching(/integrity_check|malformed/) });

    const newer = join(dirname(file), 'newer.sqlite');
    writeFileSync(newer, readFileSync(file));
    const edited = new Database(newer);
    edited.exec("INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')");
    edited.close();
    expect(await restore(newer)).toMatchObject({ code: 1, said: expect.stringContaining('Later9999999999999') });

    const none = join(dirname(file), 'none.txt');
    writeFileSync(none, 'no database');
    expect(await restore(none)).toMatchObject({ code: 1, said: expect.stringContaining('not a database') });
    expect(await restore(join(dirname(file), 'absent'))).toMatchObject({ code: 1 });
    expect(readFileSync(fileOf(database.url)).equals(was)).toBe(true);
  });

  it('says how MySQL is backed up', async () => {
    const said = expect.stringContaining('mariadb-dump') as unknown;
    expect(await runCommand('backup', [file], 'mysql://me:hush@127.0.0.1/chat')).toEqual({ code: 1, said });
  });
});
