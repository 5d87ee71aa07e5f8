import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalProcess } from '../../support/local-process.js';
import { runCommand } from '../../support/operator-command.js';
import { temporaryFolder } from '../../support/process-end.js';
import { findServerProgram } from '../../support/stores/server-program.js';
import { store } from '../../support/stores/test-database.js';

/** How an operator backs the run's store up, and restores it: the commands of docs/operations.md. */
export interface BackupTool {
  /** @returns the file */
  backUp(databaseUrl: string): Promise<string>;
  /** Into an empty place. */
  restore(file: string, databaseUrl: string): Promise<void>;
}

export function backupTool(): BackupTool {
  return store === 'sqlite' ? ourCommands : dumps;
}

const ourCommands: BackupTool = {
  async backUp(databaseUrl) {
    const file = join(temporaryFolder('backup'), 'chat.sqlite');
    await succeed(runCommand('backup', [file], databaseUrl));
    return file;
  },
  async restore(file, databaseUrl) {
    await succeed(runCommand('restore', [file], databaseUrl));
  },
};

const DUMP = ['--single-transaction', '--quick', '--hex-blob', '--routines', '--no-tablespaces'];
const UTF8 = '--default-character-set=utf8mb4';

const dumps: BackupTool = {
  async backUp(databaseUrl) {
    const folder = temporaryFolder('backup');
    const file = join(folder, 'chat.sql');
    const { credentials, name } = optionFile(folder, databaseUrl);
    const args = [credentials, ...DUMP, UTF8, `--result-file=${file}`, name];
    const dump = new LocalProcess('mariadb-dump', client('mariadb-dump'), args, { env: process.env });
    await succeed(dump.exited.then((code) => ({ code, said: dump.output().join('\n') })));
    return file;
  },
  async restore(file, databaseUrl) {
    const { credentials, name } = optionFile(temporaryFolder('restore'), databaseUrl);
    const input = openSync(file, 'r');
    try {
      await readBack([credentials, UTF8, name], input);
    } finally {
      closeSync(input);
    }
  },
};

async function readBack(args: readonly string[], input: number): Promise<void> {
  const child = spawn(client('mariadb'), args, { stdio: [input, 'inherit', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mariadb ended with ${code}`);
}

/** The password stands in a file of its owner's: in the command line everybody on the machine could read it. */
function optionFile(folder: string, databaseUrl: string): { credentials: string; name: string } {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const file = join(folder, 'client.cnf');
  const lines = ['[client]', `host=${hostname}`, `port=${port}`, `user=${username}`, `password=${password}`];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { credentials: `--defaults-extra-file=${file}`, name: pathname.slice(1) };
}

function client(command: string): string {
  return findServerProgram({ name: command, command, packages: ['mariadb-client'] });
}

async function succeed(end: Promise<{ code: number | null; said: string }>): Promise<void> {
  const { code, said } = await end;
  if (code !== 0) throw new Error(`It ended with ${code}:\n${said}`);
}
