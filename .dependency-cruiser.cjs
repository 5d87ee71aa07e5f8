/**
 * The layers of src/ (docs/architecture.md): a module may import what stands before it, never what
 * stands after it. A row with several names is one level, whose modules do not import each other.
 */
const LAYERS = [
  ['common'],
  ['config'],
  ['metrics'],
  ['events'],
  ['database'],
  ['wire'],
  ['limits'],
  ['rules'],
  ['users'],
  ['auth'],
  ['timeline'],
  ['blacklist'],
  ['groups'],
  ['friends'],
  ['policy'],
  ['messaging'],
  ['cms'],
  ['realtime'],
  ['app'],
];

/** What puts the modules together: main.ts, app.module.ts and the like, and ops/. */
const APP = '^src/(main\\.ts$|app\\.[^/]+\\.ts$|ops/)';

const BARREL = ['^src/index\\.ts$', '^src/.*/index\\.ts$'];

const pathOf = (name) => (name === 'app' ? APP : `^src/${name}/`);
const anyOf = (names) => names.map(pathOf);

const layerRules = LAYERS.flatMap((level, index) =>
  level.map((name) => ({
    name: `layer-${name}`,
    severity: 'error',
    comment: `${name} may import ${index === 0 ? 'no other module' : 'only the layers before it'}: ${LAYERS.flat().join(' < ')}`,
    from: { path: pathOf(name) },
    to: { path: anyOf([...level.filter((other) => other !== name), ...LAYERS.slice(index + 1).flat()]) },
  })),
).filter((rule) => rule.to.path.length > 0);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-unknown-folder',
      severity: 'error',
      comment: 'A new folder of src/ needs its place among the layers (.dependency-cruiser.cjs)',
      from: { path: '^src/', pathNot: anyOf(LAYERS.flat()) },
      to: {},
    },
    {
      name: 'no-import-of-unknown-folder',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/', pathNot: anyOf(LAYERS.flat()) },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'In ES modules a cycle is a crash at load, and decorator metadata makes a type a value',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-barrel',
      severity: 'error',
      comment: 'Import the file that has it: an index.ts that collects others draws every arrow at once',
      from: { path: BARREL },
      to: {},
    },
    {
      name: 'no-import-of-barrel',
      severity: 'error',
      from: {},
      to: { path: BARREL },
    },
    {
      name: 'no-test-in-src',
      severity: 'error',
      comment: 'What serves does not depend on what tests',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      comment: 'src/ has to run where only "dependencies" are installed',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-found',
      severity: 'error',
      comment: 'An import that leads nowhere hides its arrow from every other rule',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^test/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    // With the imports that TypeScript erases: an arrow of types is an arrow, too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
