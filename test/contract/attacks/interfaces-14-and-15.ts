import { on, overruled, seen, tried } from './attack.js';
import { AUTHORIZATION, BAD_VALUES, FOREIGN_IDS } from './common.js';

const CMS_SEND = on(
  '14 cms/sendMessage',
  tried(
    'a user token on CMS calls, the API key on user calls',
    seen('e2e/auth-doors', 'of CMS calls is closed to user tokens', 'of user calls is closed to the API key'),
    AUTHORIZATION,
  ),
  tried(
    'other spellings of the path, with each kind of credentials',
    seen(
      'contract/attacks-paths',
      '$name opens nothing to who has not the key',
      'nor does another verb: %s',
      'some reach the call by the right credentials: the guard is what refused the others',
    ),
  ),
  tried(
    'user_id with SQL, too many ids, ids of nobody',
    BAD_VALUES,
    seen('e2e/cms-broadcasts', 'an unknown receiver is named, and nothing is sent'),
  ),
  tried(
    'a list so long that it holds up others',
    seen('integration/push-flow', 'other users’ sends keep flowing: %s'),
    seen(
      'integration/push-limits',
      'the push queue bound refuses with 10007 and Retry-After, at once, and serves the others',
    ),
  ),
  tried(
    'articles and photos with javascript:, data:, file:, user@host, CRLF, 10 KB',
    BAD_VALUES,
    seen('contract/attacks-urls', '$call takes nothing else for $name, and nothing is stored or pushed'),
  ),
  tried('send in the name of an official account of others', FOREIGN_IDS, AUTHORIZATION),
  overruled(
    'a list of official accounts for each API key',
    '3: the key acts as admin; operators are people, with accounts assigned to them',
    seen('e2e/cms-operators', 'admins, and the key as one, are let in everywhere; the key is no person'),
  ),
  tried(
    'no API key configured, or an empty one',
    seen(
      'tooling/bad-configuration',
      'production without secrets',
      'production with a short API key',
      'are never those of an empty %s file',
    ),
  ),
);

const SERVICE_MSG = on(
  '15 cms/getServiceMsg',
  tried('a user token', seen('e2e/auth-doors', 'of CMS calls is closed to user tokens'), AUTHORIZATION),
  tried(
    'read chats of users, by a user’s id for service_id',
    seen('contract/attacks-ids', 'a user’s id is no official account’s: getServiceMsg shows nothing between users'),
  ),
  tried('read those of an official account of others', FOREIGN_IDS),
  overruled('page_size 10^9', '2: 1 … 1000, all else is a 10000', BAD_VALUES),
);

export const ON_INTERFACES_14_AND_15 = [...CMS_SEND, ...SERVICE_MSG];
