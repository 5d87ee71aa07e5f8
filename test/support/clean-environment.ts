/** What a test may know of the shell that it was started from; everything else could change what it proves. */
const KEPT = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|CI|LANG|LC_\w+)$/,
  /^(TERM|COLORTERM|COLUMNS|FORCE_COLOR|NO_COLOR)$/,
  /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_V8_COVERAGE)$/,
  // Installing a missing database asks Debian's mirror, perhaps through a proxy.
  /^(https?|no)_proxy$/i,
  /^(TEST|VITEST)(_\w+)?$/,
];

/**
 * Removes from this process's environment, and so from its children's, all that could configure a
 * server: a developer's exported DATABASE_URL must not be tested on, nor a secret be used.
 */
export function cleanEnvironment(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment)) {
    if (!KEPT.some((kept) => kept.test(name))) delete environment[name];
  }
  environment.NODE_ENV = 'test';
}
