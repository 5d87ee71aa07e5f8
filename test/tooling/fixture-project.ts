import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { LocalProcess } from '../support/local-process.js';
import { temporaryFolder } from '../support/process-end.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** A project in a folder of its own, with the real scripts and settings and a tiny src/. */
export class FixtureProject {
  readonly folder = temporaryFolder('project');

  constructor(sources: Record<string, string>) {
    cpSync(join(ROOT, 'scripts'), join(this.folder, 'scripts'), { recursive: true });
    for (const name of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(ROOT, name), join(this.folder, name));
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    mkdirSync(join(this.folder, 'src'));
    this.write('package.json', JSON.stringify({ type: 'module', scripts: scripts() }));
    this.write('package-lock.json', '{}');
    for (const [name, content] of Object.entries(sources)) this.write(name, content);
  }

  write(name: string, content: string): void {
    writeFileSync(this.path(name), content);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** As if `name` was last changed so many minutes ago. */
  age(name: string, minutes: number): void {
    const time = new Date(Date.now() - minutes * 60_000);
    utimesSync(this.path(name), time, time);
  }

  /** `node <file> …args` in the project's folder. */
  run(file: string, ...args: string[]): LocalProcess {
    return this.command(process.execPath, file, ...args);
  }

  /** Any command in the project's folder. */
  command(command: string, ...args: string[]): LocalProcess {
    const { PATH, HOME } = process.env;
    return new LocalProcess(command, command, args, { env: { PATH, HOME }, cwd: this.folder });
  }

  /** Runs it to its end. */
  async finish(file: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const child = this.run(file, ...args);
    const code = await child.exited;
    return { code, output: child.output().join('\n') };
  }

  /** The names of all builds that are kept. */
  builds(): string[] {
    return readdirSync(this.path('.builds')).filter((name) => name.startsWith('build-'));
  }

  /** The name of the build that `dist` leads to. */
  current(): string {
    return basename(realpathSync(this.path('dist')));
  }
}

/** The project's own npm scripts. */
function scripts(): unknown {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: unknown }).scripts;
}
