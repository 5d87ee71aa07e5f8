import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTACT_RULES } from '../../src/rules/contact-rules.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { renderPolicy } from '../support/policy-markdown.js';
import { type Cell, type Column, type Row, ROWS, RULES } from '../support/policy-table.js';
import { type Door, type Kind, PolicyScene } from './support/policy-scene.js';

const KINDS: Kind[] = ['user', 'apply', 'service', 'group 1', 'group 2', 'group 3'];

function columnOf(kind: Kind, friendsOnly: boolean): Column {
  if (kind === 'user') return friendsOnly ? 'friend' : 'user';
  return kind === 'apply' || kind === 'service' ? kind : 'group';
}

/** The rows that say something of it. */
function casesOf(kind: Kind, friendsOnly: boolean): [sender: string, cell: Cell, row: Row][] {
  return ROWS.flatMap((row): [string, Cell, Row][] => {
    const cell = row.cells[columnOf(kind, friendsOnly)];
    return cell === undefined ? [] : [[row.sender, cell, row]];
  });
}

describe.each([false, true])('Who may write to whom, with REQUIRE_FRIENDSHIP=%s', (friendsOnly) => {
  let chat: ChatApp;
  let fresh = 1000;

  beforeAll(async () => {
    chat = await startChat({ REQUIRE_FRIENDSHIP: String(friendsOnly) });
  });
  afterAll(() => chat.close());

  describe.each(KINDS)('%s', (kind) => {
    const doors: Door[] = kind === 'apply' ? ['REST'] : ['REST', 'socket'];

    it.each(casesOf(kind, friendsOnly))('%s: %s', async (_sender, cell, row) => {
      const scene = await PolicyScene.play(chat, kind, row, (fresh += 2));
      const code = cell === 'ok' ? null : RULES[cell][0];
      const explained = { allowed: code === null, rule: code === null ? null : cell, error_code: code };
      const explanation = kind === 'apply' ? undefined : explained;
      expect(await scene.explain()).toEqual(explanation);
      for (const door of doors) {
        for (const { datas, error_code } of await scene.send(door)) {
          const ok = expect.any(Number) as number;
          expect([door, datas, error_code]).toEqual(code === null ? [door, ok, undefined] : [door, undefined, code]);
        }
      }
      // What was sent, or was not, makes no difference.
      expect(await scene.explain()).toEqual(explanation);
    });
  });
});

describe('The policy table', () => {
  it('has every rule, with its code', () => {
    const codes = Object.fromEntries(Object.entries(RULES).map(([rule, [code]]) => [rule, code]));
    expect(codes).toEqual(CONTACT_RULES);
    const told = new Set(ROWS.flatMap(({ cells }) => Object.values(cells)));
    expect([...told].sort()).toEqual(['ok', ...Object.keys(RULES)].sort());
  });

  it('is the one of docs/api.md', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
    const [, section] = /<!-- policy table -->\n([^]*)<!-- \/policy table -->/.exec(text) ?? [];
    expect(section?.trim()).toBe(renderPolicy());
  });
});
