import { deal } from '../../support/tables/table-sample.js';
import { PEOPLE, type Principal, PRINCIPAL_NAMES, UIDS } from './principals.js';
import type { Cell, Row } from './row.js';
import type { Door } from './stage.js';
import { ROWS } from './table.js';

export interface Case {
  readonly principal: Principal;
  readonly cell: Cell;
}

/** A row by one of its doors, with those of its cells that this run tries there. */
export interface Tried {
  readonly name: string;
  readonly row: Row;
  readonly door: Door;
  readonly allowed: readonly Case[];
  readonly others: readonly Case[];
}

/** Every row at every door: of each group of principals with credentials of one kind and one answer, one at least. */
export function triedOf(all: readonly Door[]): Tried[] {
  const entries = ROWS.flatMap((row) =>
    all
      .filter(({ name, method }) => name === (method === 'event' ? row.event : row.call))
      .map((door) => ({ name: `${door.name}, ${row.on}`, row, door })),
  );
  const groups = entries.flatMap((entry) => groupsOf(entry.row).map((group) => ({ ...group, entry })));
  const dealt = deal(groups, 1);
  return entries.map((entry) => {
    const taken = dealt.filter((group) => group.entry === entry).flatMap(({ cases }) => cases);
    const cases = PRINCIPAL_NAMES.filter((name) => taken.includes(name)).map((principal): Case => ({
      principal,
      cell: entry.row.cells[principal],
    }));
    const changes = ({ cell }: Case): boolean => cell === 'ok' && entry.row.shows === undefined;
    return { ...entry, allowed: cases.filter(changes), others: cases.filter((one) => !changes(one)) };
  });
}

function groupsOf({ cells }: Row): { kind: string; cases: Principal[] }[] {
  const kindOf = (name: Principal): string => `${credentialsOf(name)}: ${cells[name]}`;
  const kinds = new Set(PRINCIPAL_NAMES.map(kindOf));
  return [...kinds].map((kind) => ({ kind, cases: PRINCIPAL_NAMES.filter((name) => kindOf(name) === kind) }));
}

function credentialsOf(name: Principal): string {
  if (name in UIDS) return 'a user’s';
  return name in PEOPLE ? 'a person’s' : name;
}
