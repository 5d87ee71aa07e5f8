// Preloaded by a command (NODE_OPTIONS=--import): it is killed right before, or right after, TEST_KILL_AT gets its name.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { TEST_KILL_AT, TEST_KILL_WHEN } = process.env;
const rename = fs.renameSync;

fs.renameSync = (from, to) => {
  if (to === TEST_KILL_AT && TEST_KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  rename(from, to);
  if (to === TEST_KILL_AT && TEST_KILL_WHEN === 'after') process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
