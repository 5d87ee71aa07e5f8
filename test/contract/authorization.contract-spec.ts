import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE } from '../support/tables/table-sample.js';
import type { Principal } from './authorization/principals.js';
import { renderAuthorization } from './authorization/render.js';
import type { Cell } from './authorization/row.js';
import { buildScene, type Scene } from './authorization/scene.js';
import { Stage } from './authorization/stage.js';
import { ROWS } from './authorization/table.js';
import { type Tried, triedOf } from './authorization/tried.js';
import type { Traces } from './bad-values/traces.js';

const DOCS = join(import.meta.dirname, '../../docs/authorization.md');

const stage = await Stage.open();
afterAll(() => stage.close());

/** For all that leaves it as it is. */
const untouched = await buildScene(stage);
for (const uid of [untouched.peer, untouched.bystander, untouched.asked]) await stage.listen(uid);

const tried = triedOf(stage.doors);

async function ask({ row, door }: Tried, principal: Principal, scene: Scene): Promise<Cell> {
  const { datas, error_code, status } = await stage.ask(principal, door, row.input?.(scene) ?? {});
  if (datas === undefined) return error_code ?? status;
  return row.shows?.(JSON.stringify(datas), scene) === false ? 'nothing' : 'ok';
}

describe(`What is refused, or only looked at (${SAMPLE})`, () => {
  let before: Traces;
  beforeAll(async () => {
    before = await stage.traces();
  });

  describe.each(tried.filter(({ others }) => others.length > 0))('$name', (one) => {
    it.each(one.others)('$principal: $cell', async ({ principal, cell }) => {
      // That a call changes nothing is seen by the traces.
      const expected = cell === 'nothing' && one.row.shows === undefined ? 'ok' : cell;
      const deeds = await stage.deeds();
      expect(await ask(one, principal, untouched)).toBe(expected);
      // Of what was refused nobody is told that it was done.
      if (typeof cell === 'number') expect(await stage.deeds()).toBe(deeds);
    });

    it('leaves no trace', async () => {
      const was = before;
      before = await stage.traces();
      expect(before).toEqual(was);
    });
  });
});

describe(`What is allowed (${SAMPLE})`, () => {
  describe.each(tried.filter(({ allowed }) => allowed.length > 0))('$name', (one) => {
    const scenes: Scene[] = [];
    let before: Traces;
    beforeAll(async () => {
      // All at once: they wait for the store, not for each other.
      const enough = one.row.once ? one.allowed : [one];
      scenes.push(...(await Promise.all(enough.map(() => buildScene(stage)))));
      before = await stage.traces();
    });

    it.each(one.allowed)('$principal: ok, and changes something', async ({ principal, cell }) => {
      const scene = (one.row.once ? scenes.pop() : scenes[0]) ?? untouched;
      expect(await ask(one, principal, scene)).toBe(cell);
      const after = await stage.traces();
      expect(after).not.toEqual(before);
      before = after;
    });
  });
});

describe('The table', () => {
  it('has rows for every call and socket event of the server, and for nothing else', () => {
    const named = ROWS.flatMap(({ call, event }) => [call, ...(event === undefined ? [] : [event])]);
    expect([...new Set(named)].sort()).toEqual(stage.doors.map(({ name }) => name).sort());
  });

  it('has no two rows of the same', () => {
    const rows = ROWS.map(({ call, on }) => `${call} ${on}`);
    expect(rows.length).toBe(new Set(rows).size);
  });

  // Write it anew with TEST_UPDATE_DOCS=1.
  it('is the one of docs/authorization.md', () => {
    if (process.env.TEST_UPDATE_DOCS === '1') writeFileSync(DOCS, renderAuthorization());
    expect(readFileSync(DOCS, 'utf8')).toBe(renderAuthorization());
  });
});
