import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../../support/checker/events.js';
import { History } from '../../support/checker/history.js';
import { temporaryFolder } from '../../support/process-end.js';

/**
 * The log as somebody may rely on it who goes back to the moment of its last fault of this kind: what was
 * acknowledged before counts; what was not answered then may be there or not; what was seen since, nobody saw.
 */
export function asOfFault(history: History, kind: string): History {
  const at = history.events.findLastIndex((event) => event.type === 'fault' && event.kind === kind);
  if (at < 0) throw new Error(`There was no ${kind}`);
  const events = history.events.flatMap((event, index) => (index <= at ? [event] : later(event)));
  const file = join(temporaryFolder('history'), 'as-of.jsonl');
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return History.load(file);
}

function later(event: HistoryEvent): HistoryEvent[] {
  if (event.type === 'invoke') return [event];
  if (event.type !== 'ok') return [];
  const { t_mono, op } = event;
  return [{ t_mono, op, type: 'info', reason: 'after the moment that counts' }];
}
