/** A test that tries an attack. */
export interface Reference {
  /** From the root of the repository. */
  readonly file: string;
  /** As it stands in the file: with `%s` of a table, and `${…}` of a template. */
  readonly title: string;
}

/** What somebody may try, and what says that it does not work. */
export interface Attack {
  /** Of the document's fifteen interfaces `1 getUserList` …, or what all of them share. */
  readonly on: string;
  /** In a few words. */
  readonly attack: string;
  readonly tests: readonly Reference[];
  /** The contract's section that wants it otherwise, and what it says: what is tested then is that. */
  readonly overruled?: string;
}

/** Several attacks on one thing. */
export function on(name: string, ...attacks: readonly Omit<Attack, 'on'>[]): readonly Attack[] {
  return attacks.map((attack) => ({ on: name, ...attack }));
}

export function tried(attack: string, ...tests: readonly (readonly Reference[])[]): Omit<Attack, 'on'> {
  return { attack, tests: tests.flat() };
}

export function overruled(attack: string, by: string, ...tests: readonly (readonly Reference[])[]): Omit<Attack, 'on'> {
  return { attack, overruled: by, tests: tests.flat() };
}

const SUFFIXES: Readonly<Record<string, string>> = {
  contract: 'contract-spec',
  e2e: 'e2e-spec',
  integration: 'int-spec',
  tooling: 'int-spec',
  nodes: 'nodes-spec',
  faults: 'fault-spec',
};

/** Tests of one file. @param file `e2e/receipts` for `test/e2e/receipts.e2e-spec.ts`, or a whole path */
export function seen(file: string, ...titles: readonly string[]): readonly Reference[] {
  const [folder = ''] = file.split('/');
  const suffix = SUFFIXES[folder];
  const path = suffix === undefined ? file : `test/${file}.${suffix}.ts`;
  return titles.map((title) => ({ file: path, title }));
}
