import swc from 'unplugin-swc';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CLUSTER_SAMPLE, CLUSTER_SPECS, IN_PROCESS_ONLY } from './test/support/chat/cluster-specs.js';
import { cleanEnvironment } from './test/support/clean-environment.js';

cleanEnvironment();

/** One machine of two cores: more files at once would time out waiting for each other. */
const FILES_AT_ONCE = 2;

function project(name: string, include: string[], test: TestProjectInlineConfiguration['test'] = {}) {
  return {
    extends: true,
    test: { name, include, ...test },
  } satisfies TestProjectInlineConfiguration;
}

/** What every test of a store refuses; production does not pay for it. */
const setupFiles = ['./test/support/stores/refuse-nesting.ts'];
const throughStore = ['test/{integration,e2e,contract,faults}/**/*.{int-spec,e2e-spec,contract-spec,fault-spec}.ts'];

export default defineConfig({
  // No .env file is read, not even for names that begin with VITE_.
  envDir: false,
  plugins: [
    // Vite's own compiler drops decorator metadata, and Nest then injects nothing. As in tsconfig.json.
    swc.vite({
      tsconfigFile: false,
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
    }),
  ],
  test: {
    // Processes, not threads: a test signals servers, and they die with the process that started them.
    pool: 'forks',
    // Importing the application takes seconds of CPU: files of a project share their processes.
    isolate: false,
    maxWorkers: FILES_AT_ONCE,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: ['default', './test/support/reporter.ts'],
    projects: [
      project('unit', ['src/**/*.spec.ts', 'test/{support,contract,bench}/**/*.spec.ts']),
      project('tooling', ['test/tooling/**/*.int-spec.ts']),
      // Every test of stored data, once per store.
      project('sqlite', throughStore, { env: { TEST_STORE: 'sqlite' }, setupFiles }),
      // Several nodes: MariaDB and Redis, which only these need.
      project('nodes', ['test/nodes/**/*.nodes-spec.ts'], {
        env: { TEST_STORE: 'mysql' },
        setupFiles,
        globalSetup: './test/support/stores/provide-mysql.ts',
      }),
      // What speaks over the wire only, to two nodes behind nginx.
      project('cluster', process.env.TEST_CLUSTER === 'whole' ? CLUSTER_SPECS : CLUSTER_SAMPLE, {
        exclude: Object.keys(IN_PROCESS_ONLY),
        env: { TEST_STORE: 'mysql', TEST_TARGET: 'cluster' },
        globalSetup: './test/support/stores/provide-mysql.ts',
      }),
      project('mysql', throughStore, {
        env: { TEST_STORE: 'mysql' },
        setupFiles,
        globalSetup: './test/support/stores/provide-mysql.ts',
      }),
    ],
  },
});
