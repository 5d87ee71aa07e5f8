import 'reflect-metadata';
import { dirname, resolve } from 'node:path';
import { ENTITIES } from './app.entities.js';
import { ConfigError } from './config/config-error.js';
import type { DatabaseTarget } from './config/configuration.js';
import { loadDatabaseTarget } from './config/load-configuration.js';
import { SECRET_FILES } from './config/secrets.js';
import { transferToMysql } from './database/transfer/transfer-to-mysql.js';

const DEFAULT_FROM = 'sqlite:data/chat.sqlite';

export interface MoveArguments {
  /** `sqlite:<path>`; without it DATABASE_URL where that is one, else data/chat.sqlite. */
  readonly from: string | undefined;
  /** `mysql://…`; without it DATABASE_URL. */
  readonly to: string | undefined;
  readonly chunkRows: number;
  readonly startOver: boolean;
}

/**
 * For `npm run migrate:to-mysql`. No password is ever said.
 * @returns what differs after the transfer, one line each; empty where it is done
 * @throws ConfigError; Error in plain words
 */
export async function moveToMysql(given: MoveArguments, say: (line: string) => void): Promise<string[]> {
  const configured = loadDatabaseTarget();
  const from = given.from === undefined ? ownFile(configured) : targetOf('--from', given.from);
  const to = given.to === undefined ? configured : targetOf('--to', given.to);
  if (from.kind !== 'sqlite') throw new ConfigError(['--from: sqlite:<path of the file>']);
  if (to.kind !== 'mysql') throw new ConfigError(['--to (or DATABASE_URL): mysql://user:password@host:3306/db']);
  const name = `${to.host}:${to.port}/${to.name}`;
  say(`From ${from.path} to ${name}`);
  const differences = await transferToMysql({ ...given, from, to, entities: ENTITIES, say });
  if (differences.length > 0) return differences;
  say(`Done: ${name} has everything that ${from.path} has.`);
  say(
    `Now set DATABASE_URL=mysql://${to.user}:<password>@${name} and start the server; never start one on the file again.`,
  );
  if (dirname(from.path) !== resolve('data')) {
    say(`The server will look for ${SECRET_FILES.join(' and ')} in data/: copy them from ${dirname(from.path)}.`);
  }
  return [];
}

function ownFile(configured: DatabaseTarget): DatabaseTarget {
  return configured.kind === 'sqlite' ? configured : targetOf('--from', DEFAULT_FROM);
}

/** @throws ConfigError that names the option, and not the value: it may hold a password */
function targetOf(option: string, url: string): DatabaseTarget {
  try {
    return loadDatabaseTarget({ DATABASE_URL: url });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([error.message.replaceAll(/\s+/g, ' ').replace(/^.*DATABASE_URL/, option)]);
  }
}
