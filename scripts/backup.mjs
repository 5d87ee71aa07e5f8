// npm run backup -- <file>: backs the configured SQLite store up, also beside a running server.
import { resolve } from 'node:path';
import { onlyArgument, percentSayer, runCommand } from './lib/operator-command.mjs';

const USAGE = `Usage: npm run backup -- <file>

Copies the SQLite database that DATABASE_URL names, and beside the copy the secrets that the server generated.
The server may run meanwhile. Nothing is overwritten. MySQL and MariaDB: docs/operations.md, "Backup and restore".`;

const file = resolve(onlyArgument(USAGE));

await runCommand('app.backup.js', async (/** @type {typeof import('../src/app.backup.js')} */ { backUp }) => {
  for (const line of await backUp(file, percentSayer())) console.log(line);
});
