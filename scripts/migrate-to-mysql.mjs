// npm run migrate:to-mysql: moves a SQLite store, whose server is stopped, into an empty MySQL or MariaDB.
import { parseArgs } from 'node:util';
import { runCommand } from './lib/operator-command.mjs';

const USAGE = `Usage: npm run migrate:to-mysql -- [--from sqlite:data/chat.sqlite] [--to mysql://user:password@host/db]
                                   [--chunk-rows 1000] [--start-over]

Moves a SQLite store into an empty MySQL or MariaDB, and compares the two. Stop the server first. Run it again where it
was interrupted: it goes on where it was. What is not given is taken from DATABASE_URL: a password there, or in .env, is
not seen by others on the machine as one in the command line is. --start-over empties the target of what an earlier run
put there.`;

const { from, to, chunkRows, startOver } = parse();

await runCommand(
  'app.migrate-to-mysql.js',
  async (/** @type {typeof import('../src/app.migrate-to-mysql.js')} */ { moveToMysql }) => {
    const differences = await moveToMysql({ from, to, chunkRows, startOver }, (line) => console.log(line));
    if (differences.length > 0) throw new Error(['The target is NOT the same:', ...differences].join('\n  '));
  },
);

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'chunk-rows': { type: 'string', default: '1000' },
        'start-over': { type: 'boolean', default: false },
      },
    });
    const rows = Number(values['chunk-rows']);
    if (!Number.isInteger(rows) || rows < 1 || rows > 10_000) throw new Error('--chunk-rows: from 1 to 10000');
    return { from: values.from, to: values.to, chunkRows: rows, startOver: values['start-over'] };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
