// npm run restore -- <file>: puts a backup in the place of the configured SQLite store, whose server is stopped.
import { resolve } from 'node:path';
import { onlyArgument, percentSayer, runCommand } from './lib/operator-command.mjs';

const USAGE = `Usage: npm run restore -- <file>

Puts a file that "npm run backup" made in the place of the SQLite database that DATABASE_URL names. Stop the server
first. What was there before is kept beside it. MySQL and MariaDB: docs/operations.md, "Backup and restore".`;

const file = resolve(onlyArgument(USAGE));

await runCommand('app.backup.js', async (/** @type {typeof import('../src/app.backup.js')} */ { restore }) => {
  for (const line of await restore(file, percentSayer())) console.log(line);
});
