import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENTITIES } from '../../src/app.entities.js';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { MigrationDataSource } from '../../src/database/migration-data-source.js';
import { MIGRATIONS } from '../../src/database/migrations/all-migrations.js';
import { migrate } from '../../src/database/migrator.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { insertRows, largestStatement, revertFrom } from './support/filled-migrations.js';

describe('Migrations', () => {
  let database: TestDatabase;
  let source: MigrationDataSource;
  const sources: MigrationDataSource[] = [];

  /** As each server, and the TypeORM CLI, has its own. */
  const openSource = async (): Promise<MigrationDataSource> => {
    const { database: target } = loadConfiguration({
      DATABASE_URL: database.url,
      JWT_SECRET: 'x'.repeat(32),
      CMS_API_KEY: 'x'.repeat(32),
    });
    const opened = MigrationDataSource.forCli(target, ENTITIES);
    sources.push(opened);
    await opened.initialize();
    return opened;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    source = await openSource();
  });
  afterEach(async () => {
    for (const opened of sources.splice(0)) await opened.destroy();
    await database.drop();
  });

  const names = MIGRATIONS.map((migration) => new migration().name);

  const tables = async (): Promise<string[]> => {
    const sql =
      store === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
    return (await source.query<{ name: string }[]>(sql)).map(({ name }) => name).sort();
  };
  const revertAll = async (): Promise<void> => {
    for (let left = names.length; left > 0; left -= 1) await source.undoLastMigration({ transaction: 'each' });
  };

  it('run up, down, and up again', { timeout: 60_000 }, async () => {
    expect(await migrate(source, true)).toEqual(names);
    const up = await tables();
    expect(up).toEqual(expect.arrayContaining(['users', 'conversations', 'messages', 'group_members']));
    await revertAll();
    expect(await tables()).toEqual(['migrations']);
    expect(await migrate(source, true)).toEqual(names);
    expect(await tables()).toEqual(up);
    // Nothing is left to do.
    expect(await migrate(source, true)).toEqual([]);
    expect(await migrate(source, false)).toEqual([]);
  });

  it('make what the entities say', async () => {
    await migrate(source, true);
    // As the server that it is: TypeORM's `mysql` reads MariaDB's default of a nullable column as the text NULL.
    const [server] = store === 'mysql' ? await source.query<{ version: string }[]>('SELECT VERSION() AS version') : [];
    const type = server?.version.includes('MariaDB') ? { type: 'mariadb' as const } : {};
    const judge = await new DataSource({ ...source.options, ...type } as DataSourceOptions).initialize();
    const { upQueries } = await judge.driver.createSchemaBuilder().log();
    await judge.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are never run where that is not wanted: the start stops and says how', async () => {
    await expect(migrate(source, false)).rejects.toThrow('npm run migration:run');
    expect(await tables()).not.toContain('users');
  });

  it('of a newer version stop the start', async () => {
    await migrate(source, true);
    await source.query("INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')");
    await expect(migrate(source, true)).rejects.toThrow('FromTheFuture');
    await expect(migrate(source, false)).rejects.toThrow('FromTheFuture');
  });

  it('run once where several servers start together', async () => {
    const others = await Promise.all([openSource(), openSource()]);
    const outcomes = await Promise.allSettled([source, ...others].map((one) => migrate(one, true)));
    const done = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(done).toEqual(names);
    // On MySQL the others wait; the SQLite file belongs to the first, and the others are told so at once.
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(store === 'sqlite' ? 2 : 0);
    expect(await migrate(source, true)).toEqual([]);
  });

  it(
    'number what users wrote to accounts before there was an inbox, in order and in chunks',
    { timeout: 60_000 },
    async () => {
      await migrate(source, true);
      await revertFrom(source, 'OfficialAccounts1764500000000');
      // A dialogue longer than two chunks, one whose parties write at once, 600 short ones; and what is no user's, or no account's.
      const dialogues = [
        { id: 1, key: 's:7:1', kind: 1, seqs: upTo(1203), at: (seq: number) => 1000 + 10 * seq },
        { id: 2, key: 's:7:2', kind: 1, seqs: upTo(40), at: (seq: number) => 1010 + 5 * seq },
        { id: 3, key: 's:8:1', kind: 1, seqs: upTo(3), at: () => 1 },
        { id: 4, key: 'u:1:2', kind: 0, seqs: upTo(30), at: (seq: number) => seq },
        ...upTo(600).map((uid) => ({
          id: 10 + uid,
          key: `s:8:${100 + uid}`,
          kind: 1,
          seqs: [1],
          at: () => 5000 - uid,
        })),
        { id: 5000, key: 's:9:1', kind: 1, seqs: [], at: () => 1 },
      ];
      await insertRows(
        source,
        'conversations',
        'id, conversation_key, kind, last_seq',
        dialogues.map(({ id, key, kind, seqs }) => [id, key, kind, seqs.length]),
      );
      const isAccounts = (id: number, seq: number): boolean => id === 2 && seq % 4 === 0;
      const messages = dialogues.flatMap(({ id, seqs, at }) => seqs.map((seq) => ({ id, seq, at: at(seq) })));
      await insertRows(
        source,
        'messages',
        'conversation_id, seq, id, sender_kind, sender_id, type, body, content_hash, receivers, created_at',
        // Ids say nothing of the order.
        messages.map(({ id, seq, at }, index) => {
          const sender = isAccounts(id, seq) ? 1 : 0;
          return [id, seq, 10_000 - index, sender, 1, 1, '{}', '', 1, at];
        }),
      );

      const largest = await largestStatement(source, () => migrate(source, true));
      expect(largest.read).toBe(500);
      expect(largest.parameters).toBe(2500);
      expect(await tables()).not.toContain('service_inbox_sorted');
      const inbox = await source.query<Record<string, number>[]>(
        'SELECT service_id, no, user_id, conversation_id, seq FROM service_inbox ORDER BY service_id, no',
      );
      const expected = [7, 8].flatMap((service_id) =>
        messages
          .map((message) => ({ ...message, key: dialogues.find(({ id }) => id === message.id)?.key.split(':') ?? [] }))
          .filter(({ id, seq, key }) => key[0] === 's' && Number(key[1]) === service_id && !isAccounts(id, seq))
          .sort((a, b) => a.at - b.at || a.id - b.id || a.seq - b.seq)
          .map(({ id, seq, key }, index) => ({
            service_id,
            no: index + 1,
            user_id: Number(key[2]),
            conversation_id: id,
            seq,
          })),
      );
      expect(inbox).toEqual(expected);
      const counters = 'SELECT service_id, inbox_no, outbox_no FROM service_counters ORDER BY service_id';
      expect(await source.query(counters)).toEqual([
        { service_id: 7, inbox_no: 1233, outbox_no: 0 },
        { service_id: 8, inbox_no: 603, outbox_no: 0 },
      ]);
    },
  );

  it(
    'enter the receivers of pushes that were sent before, in chunks, also after an attempt that was cut off',
    { timeout: 60_000 },
    async () => {
      await migrate(source, true);
      await revertFrom(source, 'PushTargets1764700000000');
      const LIST = 0;
      const BROADCAST = 1;
      // Later conversations of lower users: their order is not the receivers'.
      const wide = upTo(1203).map((uid) => ({ id: 5000 - uid, uid }));
      const pushes = [
        { id: 20, kind: LIST, copies: wide },
        { id: 21, kind: BROADCAST, copies: [{ id: 9000, uid: 0 }] },
        { id: 22, kind: LIST, copies: wide.slice(0, 1) },
        ...upTo(501).map((index) => ({ id: 100 + index, kind: LIST, copies: wide.slice(index, index + 2) })),
      ];
      await insertRows(
        source,
        'participants',
        'conversation_id, user_id',
        // The account's side has the number 0.
        [
          ...wide.flatMap(({ id, uid }) => [
            [id, uid],
            [id, 0],
          ]),
          [9000, 3],
        ],
      );
      await insertRows(
        source,
        'pushes',
        'id, service_id, service_no, kind, type, body, receivers, created_at',
        pushes.map(({ id, kind, copies }) => [id, 7, id, kind, 1, '{}', copies.length, 1]),
      );
      await insertRows(
        source,
        'messages',
        'conversation_id, seq, id, sender_kind, sender_id, type, body, content_hash, receivers, created_at',
        pushes.flatMap(({ id, copies }) => copies.map((copy) => [copy.id, id, id, 1, 7, 1, '', '', 1, 1])),
      );
      await source.query('CREATE TABLE push_targets (push_id BIGINT NOT NULL, user_id BIGINT NOT NULL)');
      await source.query('INSERT INTO push_targets (push_id, user_id) VALUES (20, 1)');

      const largest = await largestStatement(source, () => migrate(source, true));
      expect(largest.read).toBe(500);
      expect(largest.parameters).toBe(1000);
      const targets = await source.query('SELECT push_id, user_id FROM push_targets ORDER BY push_id, user_id');
      expect(targets).toEqual(
        pushes
          .filter(({ kind }) => kind === LIST)
          .flatMap(({ id, copies }) => copies.map(({ uid }) => ({ push_id: id, user_id: uid }))),
      );
      await revertFrom(source, 'PushTargets1764700000000');
      expect(await tables()).not.toContain('push_targets');
      expect(await tables()).toContain('push_receipts');
    },
  );

  it('carry what was logged and scheduled over, and back', { timeout: 60_000 }, async () => {
    await migrate(source, true);
    await revertFrom(source, 'AuditOutcome1764600000000');
    // As where it has never run.
    await source.query('ALTER TABLE cms_audit DROP COLUMN outcome');
    await source.query('ALTER TABLE schedules DROP COLUMN receivers');
    await insertRows(source, 'cms_audit', 'id, at, actor, action, service_id, detail, address, request_id', [
      [1, 5, 'boss', 'saveServiceAccount', 7, '{}', '', ''],
    ]);
    const columns = 'id, service_id, state, audience, type, body, send_at, msg_id, sent_at, created_by, created_at';
    const [LIST, FOLLOWERS] = [0, 1];
    await insertRows(source, 'schedules', columns, [
      [1, 7, 0, LIST, 1, '{"text":"waits"}', 900, null, null, 'boss', 1],
      [2, 7, 4, LIST, 1, '{"text":"is being sent"}', 900, null, 500, 'boss', 1],
      [3, 7, 1, LIST, 1, '{"text":"recalled, and left by a crash"}', 900, 30, 901, 'boss', 1],
      [4, 7, 1, FOLLOWERS, 1, '{"text":"sent"}', 900, 31, 902, 'boss', 1],
    ]);
    await insertRows(
      source,
      'schedule_receivers',
      'schedule_id, user_id',
      [1, 2, 3].flatMap((id) => upTo(id + 1).map((uid) => [id, uid])),
    );
    await insertRows(
      source,
      'pushes',
      'id, service_id, service_no, kind, type, body, receivers, created_at, recalled_at',
      [
        [30, 7, 1, 0, 1, '', 4, 901, 950],
        [31, 7, 2, 1, 1, '{"text":"sent"}', 9, 902, null],
      ],
    );
    // An attempt that was cut off.
    await source.query('ALTER TABLE cms_audit ADD COLUMN outcome SMALLINT NOT NULL DEFAULT 1');
    await migrate(source, true);

    expect(await source.query('SELECT id, outcome FROM cms_audit')).toEqual([{ id: 1, outcome: 1 }]);
    const now = 'id, body, receivers, receivers_kept, claimed_at, sent_at';
    const rows = await source.query<unknown[]>(`SELECT ${now} FROM schedules ORDER BY id`);
    expect(rows).toEqual([
      { id: 1, body: '{"text":"waits"}', receivers: 2, receivers_kept: 1, claimed_at: null, sent_at: null },
      { id: 2, body: '{"text":"is being sent"}', receivers: 3, receivers_kept: 1, claimed_at: 500, sent_at: null },
      { id: 3, body: '{}', receivers: 4, receivers_kept: 1, claimed_at: null, sent_at: 901 },
      { id: 4, body: '{"text":"sent"}', receivers: 9, receivers_kept: 0, claimed_at: null, sent_at: 902 },
    ]);
    if (store === 'sqlite') {
      const made = await source.query<{ sql: string }[]>(
        "SELECT sql FROM sqlite_master WHERE name IN ('cms_audit', 'schedules')",
      );
      expect(made.map(({ sql }) => sql.endsWith('WITHOUT ROWID'))).toEqual([true, true]);
    }

    // What has come since: a deed of which nobody knows, and schedules that are over, their lists, part of one, or their
    // pushes gone.
    await insertRows(source, 'cms_audit', 'id, at, actor, action, detail, address, request_id, outcome', [
      [2, 6, 'boss', 'sendMessage', '{}', '', '', 0],
    ]);
    await insertRows(source, 'schedules', `${columns}, receivers, receivers_kept`, [
      [5, 7, 2, LIST, 1, '{"text":"cancelled"}', 900, null, null, 'boss', 1, 3, 0],
      [6, 7, 1, LIST, 1, '{}', 900, 29, 903, 'boss', 1, 8, 0],
      [7, 7, 2, LIST, 1, '{"text":"cancelled, half swept"}', 900, null, null, 'boss', 1, 10, 1],
    ]);
    await insertRows(source, 'schedule_receivers', 'schedule_id, user_id', [
      [7, 8],
      [7, 9],
      [7, 10],
    ]);
    const whole = async (): Promise<unknown[]> => [
      await source.query('SELECT * FROM cms_audit ORDER BY id'),
      await source.query(`SELECT ${columns}, receivers, receivers_kept, claimed_at FROM schedules ORDER BY id`),
    ];
    const was = await whole();
    await revertFrom(source, 'AuditOutcome1764600000000');
    const before = await source.query(`SELECT ${columns} FROM schedules WHERE id <= 2 ORDER BY id`);
    expect(before).toMatchObject([
      { id: 1, state: 0, sent_at: null },
      { id: 2, state: 4, sent_at: 500 },
    ]);
    await expect(source.query('SELECT claimed_at FROM schedules')).rejects.toThrow();
    // The version before goes on writing.
    await insertRows(source, 'cms_audit', 'id, at, actor, action, detail, address, request_id', [
      [3, 7, 'boss', 'sendMessage', '{}', '', ''],
    ]);
    expect(await migrate(source, true)).toContain('AuditOutcome1764600000000');
    expect(await source.query('SELECT outcome FROM cms_audit WHERE id = 3')).toEqual([{ outcome: 1 }]);
    await source.query('DELETE FROM cms_audit WHERE id = 3');
    expect(await whole()).toEqual(was);
  });
});

/** 1 … count. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
