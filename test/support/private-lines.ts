/**
 * What no line of a log may hold, by what the tests use: tokens of any kind, secrets and API keys of tests, operators'
 * passwords, passwords in URLs, and bodies of messages (`{"text": …}`, however deep in other JSON, in a form, or as
 * Node prints objects).
 */
const PRIVATE: Readonly<Record<string, RegExp>> = {
  'a signed token': /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{16,}/,
  'a secret or an API key': /-of-more-than-32-characters/,
  'a password of an operator': /fu-dong-da-dao-2026|zhang-yang-lu-1688/,
  // But for what help and advice put in its place.
  'a password in a URL': /:\/\/[^:/\s"]*:(?!password@|<password>@)[^@/\s"]+@/,
  'the body of a message': /\\*"(text|desc|hash)\\*":|%22(text|desc|hash)%22|\b(text|desc): ['"`]/,
};

/** What of all that a line holds; undefined for most. */
export function privateIn(line: string): string | undefined {
  return Object.keys(PRIVATE).find((what) => PRIVATE[what]?.test(line));
}

/**
 * Has the test run fail where a server that a test started logs what is private: every line of every suite is looked at.
 * Thrown aside, so that whoever logs goes on, and no test can catch it.
 */
export function judgeLine(line: string): void {
  const what = privateIn(line);
  if (what === undefined) return;
  // Without the line itself, which would be printed.
  const shown = line.replace(/"[^"]{24,}"/g, '"…"').slice(0, 300);
  setImmediate(() => {
    throw new Error(`A line of a server's log holds ${what}: ${shown}`);
  });
}
