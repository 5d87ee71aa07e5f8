import { createInterface } from 'node:readline';

const ENTER = new Set(['\r', '\n', '\u0004']);
const BACKSPACE = new Set(['\u007f', '\b']);
const CTRL_C = '\u0003';

/**
 * A password for a command: as given, or asked for twice at a terminal without showing it, or the first line of
 * standard input.
 * @param {string} prompt
 * @param {string | undefined} given
 * @returns {Promise<string>}
 */
export async function readPassword(prompt, given) {
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) return firstLine();
  const password = await ask(prompt);
  if ((await ask('Once more: ')) !== password) throw new Error('The two are not the same');
  return password;
}

/** @returns {Promise<string>} */
async function firstLine() {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

/**
 * @param {string} prompt
 * @returns {Promise<string>}
 */
function ask(prompt) {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    /** @type {string[]} */
    let typed = [];
    /** @param {string} chunk */
    const read = (chunk) => {
      for (const character of chunk) {
        if (ENTER.has(character)) {
          stop();
          resolve(typed.join(''));
          return;
        }
        if (character === CTRL_C) {
          stop();
          process.exit(130);
        }
        if (BACKSPACE.has(character)) typed = typed.slice(0, -1);
        else typed.push(character);
      }
    };
    const stop = () => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    stdin.on('data', read);
  });
}
