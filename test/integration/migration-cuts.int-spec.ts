import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/database/migrations/all-migrations.js';
import { Random } from '../support/rounds/random.js';
import { store } from '../support/stores/test-database.js';
import { Cut } from './support/cut-runner.js';
import { MigrationStage } from './support/migration-stages.js';
import { ROWS_BEFORE } from './support/migration-rows.js';

/** Every run cuts each migration in one place, another one each time; `whole` in all. */
const WHOLE = process.env.TEST_MIGRATION_CUTS === 'whole';
const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());
const SAMPLE = 1;

const names: string[] = MIGRATIONS.map((migration) => new migration().name);

/** On MySQL each change of the schema commits by itself, and what was done in the same transaction before it. */
describe.runIf(store === 'mysql')(`Migrations that are cut (${WHOLE ? 'everywhere' : `TEST_SEED=${SEED}`})`, () => {
  const random = new Random(SEED);
  /** Before each migration, with what it finds; and after the last one. */
  const stages: MigrationStage[] = [];

  beforeAll(async () => {
    stages.push(await MigrationStage.create());
    for (const [index, name] of names.entries()) {
      const stage = stageBefore(index);
      for (const [table, rows] of Object.entries(ROWS_BEFORE[name] ?? {})) await stage.insert(table, rows);
      const next = await stage.copy();
      stages.push(next);
      await next.migrate(index + 1);
    }
  }, 120_000);
  afterAll(async () => {
    for (const { database } of stages) await database.drop();
  });

  function stageBefore(index: number): MigrationStage {
    const stage = stages[index];
    if (!stage) throw new Error('There is no such stage');
    return stage;
  }

  it.each(names.map((name, index) => ({ name, index })))(
    '$name is taken up again, after whichever statement',
    { timeout: WHOLE ? 600_000 : 120_000 },
    async ({ index }) => {
      const stage = stageBefore(index);
      const whole = await stage.copy();
      const written = await whole.migrate(index + 1);
      const expected = await whole.snapshot();
      await whole.database.drop();
      const places = written.map((_, place) => place + 1);
      while (!WHOLE && places.length > SAMPLE) places.splice(random.below(places.length), 1);
      for (const place of places) {
        const copy = await stage.copy();
        const where = `after statement ${place} of ${written.length}: ${written[place - 1]}`;
        await expect(copy.migrate(index + 1, place), where).rejects.toBeInstanceOf(Cut);
        await copy.migrate(index + 1).catch((error: unknown) => {
          throw new Error(`Cut ${where}`, { cause: error });
        });
        expect(await copy.snapshot(), where).toEqual(expected);
        await copy.database.drop();
      }
    },
  );
});
