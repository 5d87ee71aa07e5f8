// npm run bench: see USAGE. Measures this server beside its references, and ends with the table of targets.
import { rmSync, writeFileSync } from 'node:fs';
import { databasesIn } from './database.js';
import { describeMachine } from './machine.js';
import { parseOptions } from './options.js';
import type { BenchContext, Row, Target } from './profile.js';
import { PROFILES } from './profiles/all-profiles.js';
import { asJson, tableOfRows, tableOfTargets } from './report.js';
import { makeRunFolder } from './run-folder.js';

const [root = '', ...args] = process.argv.slice(2);
const options = parseOptions(args);
const chosen = PROFILES.filter(({ name }) => options.profiles.length === 0 || options.profiles.includes(name));
const unknown = options.profiles.filter((name) => !PROFILES.some((profile) => profile.name === name));
if (unknown.length > 0)
  throw new Error(`No such profile: ${unknown.join()}; there are ${PROFILES.map(({ name }) => name).join()}`);

const folder = makeRunFolder(root);
const databases = databasesIn(folder);
const context: BenchContext = { options, databases, folder, say: (line) => console.log(line) };
const rows: Row[] = [];
const targets: Target[] = [];
const failures: string[] = [];
const header = [describeMachine()];
try {
  for (const db of options.dbs) header.push(await (await databases.create(db)).settings());
  console.log(header.join('\n'));
  for (const profile of chosen) {
    for (const db of options.dbs.filter((one) => profile.dbs.includes(one))) {
      console.log(`${profile.name}, ${db}`);
      try {
        const result = await profile.run(context, db);
        rows.push(...result.rows);
        targets.push(...result.targets);
      } catch (error) {
        // What others measure is told all the same; the benchmark has failed.
        failures.push(`${profile.name}, ${db}: ${(error as Error).message}`);
        console.error(error);
      }
    }
  }
} finally {
  await databases.stop();
}
console.log(`\n${tableOfRows(rows)}\n\n${tableOfTargets(targets)}`);
const result = { at: new Date().toISOString(), header, isQuick: options.isQuick, failures, ...asJson(rows, targets) };
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(result, null, 2)}\n`);
if (failures.length === 0) rmSync(folder, { recursive: true, force: true });
else {
  console.error(`\nFAILED, logs are in ${folder}:\n${failures.join('\n')}`);
  process.exitCode = 1;
}
