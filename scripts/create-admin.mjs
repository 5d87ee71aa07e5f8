// npm run cms:create-admin -- <username>: makes an admin of the CMS in the configured database. On SQLite the
// server has to be stopped meanwhile; a running one is asked by cms/createOperator, with the API key.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuildOrExit } from './lib/ensure-build.mjs';
import { readPassword } from './lib/read-password.mjs';

const USAGE = `Usage: npm run cms:create-admin -- <username>

Asks for the password, or takes it from CMS_ADMIN_PASSWORD, or from the first line of standard input.`;

/** What the server's words about a parameter mean here. @type {Record<string, string>} */
const RULES = {
  username: 'The user name has 1 to 64 characters of A-Z a-z 0-9 _ . @ -',
  password: 'The password has 10 to 128 characters',
};

// What it writes is the server's own user's to read, as what the server writes.
process.umask(0o077);
if (existsSync('.env')) process.loadEnvFile('.env');

const [username, ...others] = process.argv.slice(2);
if (username === undefined || username.startsWith('-') || others.length > 0) {
  console.error(USAGE);
  process.exit(2);
}

try {
  const build = await ensureBuildOrExit();
  const password = await readPassword(`Password of ${username}: `, process.env.CMS_ADMIN_PASSWORD);
  /** @type {unknown} */
  const server = await import(pathToFileURL(join(build, 'app.create-admin.js')).href);
  const { createAdmin } = /** @type {typeof import('../src/app.create-admin.js')} */ (server);
  const id = await createAdmin(username, password);
  console.log(`Admin ${username} (operator_id ${id}) may sign in by cms/login`);
} catch (error) {
  console.error(describe(error));
  process.exit(1);
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const { code, detail } = /** @type {{ code?: number, detail?: string }} */ (error);
  if (code === 10000) return RULES[detail ?? ''] ?? error.message;
  if (code === 50002)
    return `${username} exists already, with another password or role: change it by cms/updateOperator`;
  if (/Another process is using/.test(error.message)) {
    return `${error.message}. A running server makes admins, too: POST cms/createOperator with the API key.`;
  }
  return error.message;
}
