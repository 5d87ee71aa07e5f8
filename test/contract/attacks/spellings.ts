import { BASE_PATH } from '../../support/chat/chat-client.js';

/** A request that may reach a CMS call by another way than its path. */
export interface Spelling {
  readonly name: string;
  /** As it goes on the wire. */
  readonly target: string;
  readonly headers?: readonly string[];
}

/** What routers, proxies and guards have been known to read differently. */
export function spellingsOf(call: string, apiKey: string): Spelling[] {
  const path = `${BASE_PATH}/cms/${call}`;
  const inCms = (text: string): string => path.replace('/cms/', text);
  const decoy = `${BASE_PATH}/user/getUserInfo`;
  const spelled = (name: string, target: string, ...headers: string[]): Spelling => ({ name, target, headers });
  return [
    spelled('the path itself', path),
    spelled('a slash at the end', `${path}/`),
    spelled('two slashes at the beginning', `/${path}`),
    spelled('two slashes in between', inCms('//cms/')),
    spelled('two slashes behind cms', inCms('/cms//')),
    spelled('cms in capitals', inCms('/CMS/')),
    spelled('the call in capitals', inCms('/cms/').toUpperCase()),
    spelled('a letter escaped', inCms('/%63ms/')),
    spelled('all letters escaped', inCms('/%63%6D%73/')),
    spelled('a letter escaped twice', inCms('/%2563ms/')),
    spelled('an escaped slash', inCms('/cms%2f')),
    spelled('an escaped slash before cms', inCms('%2Fcms/')),
    spelled('a backslash', inCms('/cms\\')),
    spelled('an escaped backslash', inCms('/cms%5C')),
    spelled('a dot segment', inCms('/./cms/')),
    spelled('a dot segment behind cms', inCms('/cms/./')),
    spelled('two dots, from a user call', inCms('/user/../cms/')),
    spelled('two dots, escaped', inCms('/user/%2e%2e/cms/')),
    spelled('two dots with a semicolon', inCms('/user/..;/cms/')),
    spelled('two dots from far above', `/../../..${path}`),
    spelled('a dot at the end', `${path}.`),
    spelled('an extension', `${path}.json`),
    spelled('a semicolon', `${path};x=1`),
    spelled('a semicolon behind cms', inCms('/cms;x=1/')),
    spelled('a null byte, escaped', `${path}%00`),
    spelled('a null byte', `${path}\0`),
    spelled('a line break, escaped', `${path}%0d%0aX-Api-Key:${escaped(apiKey)}`),
    spelled('a blank, escaped', `${path}%20`),
    spelled('a slash too long for UTF-8', inCms('/cms%c0%af')),
    spelled('letters of full width', inCms('/%ef%bd%83%ef%bd%8d%ef%bd%93/')),
    spelled('behind a fragment', `${decoy}#/../../cms/${call}`),
    spelled('behind a question mark', `${decoy}?/../../cms/${call}`),
    spelled('as a whole URL', `http://localhost${path}`),
    spelled('the key in the query', `${path}?x-api-key=${apiKey}&api_key=${apiKey}&X-Api-Key=${apiKey}`),
    spelled('headers that proxies rewrite by', decoy, `X-Original-URL: ${path}`, `X-Rewrite-URL: ${path}`),
    spelled('headers that vouch for the caller', path, 'X-Forwarded-For: 127.0.0.1', 'X-Forwarded-User: cms'),
    spelled(
      'the key in other headers',
      path,
      `Api-Key: ${apiKey}`,
      `X-Api-Token: ${apiKey}`,
      `Cookie: x-api-key=${apiKey}`,
    ),
    spelled('another verb in a header', path, 'X-HTTP-Method-Override: POST', 'X-Method-Override: GET'),
  ];
}

/** Letter by letter, so that no log line has it as it is. */
function escaped(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
