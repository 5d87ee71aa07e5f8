import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Statements that are wrong wherever they stand. */
const everywhere = [
  {
    selector: "Property[key.name='synchronize'][value.value=true], Property[key.value='synchronize'][value.value=true]",
    message: 'The schema changes through migrations only: synchronize rebuilds tables and loses columns.',
  },
];

/** What src/ reaches through a module of its own. */
const inSource = [
  ...everywhere,
  {
    selector: "CallExpression[callee.property.name='transaction']",
    message:
      'Write through UnitOfWork.run. On SQLite all of TypeORM shares one connection: a transaction of its own joins the open one, and is lost with it (typeorm #1884).',
  },
];

/** Environment variables are read, validated and named in one place. */
const noEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Inject Configuration: only src/config reads the environment.' },
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: ['process', 'node:process'].map((name) => ({
        name,
        importNames: ['env', 'default'],
        message: 'Inject Configuration: only src/config reads the environment.',
      })),
    },
  ],
};

export default defineConfig(
  globalIgnores(['.bench/', '.builds/', '.dev/', 'dist/', 'data/', 'coverage/']),
  {
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      // Skips files with decorators, whose types emitDecoratorMetadata turns into values: a type import there would break injection.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // An interface may ask for a promise that one of its implementations has no reason to wait in.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...inSource] },
  },
  {
    files: ['src/**/*.ts', 'ormconfig.ts'],
    ignores: ['src/config/**', 'src/**/*.spec.ts'],
    rules: noEnvironment,
  },
  {
    // A test reads what comes over the wire: it asserts the shape instead of declaring it.
    files: ['test/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // In no TypeScript project: linted without types.
    files: ['eslint.config.js', '.dependency-cruiser.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  prettier,
);
