import { getMetadataArgsStorage } from 'typeorm';
import { ENTITIES } from '../../../src/app.entities.js';
import { ReadStore } from '../../../src/database/read-store.js';
import type { ChatApp } from '../../support/chat/chat-app.js';
import type { UserSocket } from '../../support/chat/user-socket.js';

/** All that is stored, and all that was pushed: equal before and after what must leave no trace. */
export type Traces = Readonly<Record<string, readonly string[]>>;

/** @param listeners devices that would be told of whatever was stored by mistake */
export async function tracesOf({ app }: ChatApp, listeners: readonly UserSocket[]): Promise<Traces> {
  const store = app.get(ReadStore);
  const tables = getMetadataArgsStorage().tables.filter(({ target }) => (ENTITIES as unknown[]).includes(target));
  const stored = tables.map(async ({ name = '' }): Promise<[string, string[]]> => {
    const rows = await store.query(`SELECT * FROM \`${name}\``);
    return [name, rows.map((row) => JSON.stringify(row)).sort()];
  });
  // Answered after whatever was pushed before.
  await Promise.all(listeners.map((listener) => listener.emit('are we there yet')));
  const pushed = listeners.flatMap(({ received }) => received.map((event) => JSON.stringify(event)));
  return { ...Object.fromEntries(await Promise.all(stored)), pushed };
}

/** @returns every row and push that only one of both has, with the name of its table */
export function changesOf(before: Traces, after: Traces): string[] {
  return Object.keys(after).flatMap((name) => {
    const [old, young] = [new Set(before[name]), new Set(after[name])];
    return [
      ...[...old].filter((row) => !young.has(row)).map((row) => `${name} lost ${row}`),
      ...[...young].filter((row) => !old.has(row)).map((row) => `${name} gained ${row}`),
    ];
  });
}
