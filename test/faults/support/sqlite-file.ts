import Database from 'better-sqlite3';

/** Where a `sqlite:` URL leads. */
export function fileOf(databaseUrl: string): string {
  return databaseUrl.slice('sqlite:'.length);
}

/** Lets SQLite judge the file itself, as the crash left it; call it while no server has it open. */
export function assertIntegrity(databaseUrl: string): void {
  const file = new Database(fileOf(databaseUrl), { readonly: true, fileMustExist: true });
  try {
    const answer = file.pragma('integrity_check', { simple: true });
    if (answer !== 'ok') throw new Error(`integrity_check: ${String(answer)}`);
  } finally {
    file.close();
  }
}
