import { LocalProcess } from '../../support/local-process.js';

const PROGRAM = `
import Database from 'better-sqlite3';
const file = new Database(process.argv[1], { timeout: 5000 });
file.exec('BEGIN IMMEDIATE');
console.log('held');
setInterval(() => undefined, 1000);
`;

/** Another process in the middle of a write transaction on a SQLite file: a backup tool, somebody's shell. */
export class FileHolder {
  private constructor(private readonly process: LocalProcess) {}

  /** Resolves once the file is held. */
  static async hold(path: string): Promise<FileHolder> {
    const { PATH, HOME } = process.env;
    const args = ['--input-type=module', '--eval', PROGRAM, path];
    const holder = new LocalProcess('The holder', process.execPath, args, {
      env: { PATH, HOME },
      // Where better-sqlite3 is found.
      cwd: import.meta.dirname,
    });
    await holder.waitUntil(() => Promise.resolve(holder.output().includes('held')), 10_000);
    return new FileHolder(holder);
  }

  /** Ends it; its transaction is rolled back, and the file free. */
  async letGo(): Promise<void> {
    await this.process.end('SIGKILL');
  }
}
