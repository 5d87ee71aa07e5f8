import { on, overruled, seen, tried } from './attack.js';
import { BAD_VALUES, FOREIGN_IDS, REPEATED_NAMES } from './common.js';

const TOKENS = on(
  'Tokens',
  tried(
    'no algorithm, another one, a public key taken for a secret',
    seen('e2e/auth-tokens', 'that names no algorithm at all', 'with another secret, or another algorithm than HS256'),
    seen('e2e/auth-keys', 'no other algorithm opens the door: not the secret, nor the public key taken for one'),
  ),
  tried(
    'an end that is missing, or no number',
    seen('e2e/auth-tokens', 'with an exp of %s'),
    seen('contract/doors-handshake', 'gets a ${code} over HTTP'),
  ),
  tried(
    'a subject that is an object, a list, a number, no id',
    seen('e2e/auth-tokens', 'for a user that is %s', 'for user "1e3"', 'for user "9007199254740993"'),
  ),
  overruled(
    'a token that holds for ages',
    '3: `exp` is required, and however far off it may be',
    seen('e2e/session-end', 'of a token that holds longer than any timer can wait goes on'),
  ),
  overruled(
    'tokens without iss or typ',
    '3: sub, aud and exp are what a token has',
    seen('e2e/auth-tokens', 'as it should be'),
  ),
  tried(
    'a secret of one letter',
    seen('tooling/bad-configuration', 'production without secrets', 'production with a short token secret'),
    seen('src/config/load-configuration.spec.ts', 'in production refuses without %s, or with a short one'),
  ),
  tried(
    'use the token of who was banned',
    seen('e2e/ban', 'is refused by every call from the moment the ban answers, until unbanned'),
  ),
  tried(
    'the token in the URL or a cookie',
    seen('e2e/auth-doors', 'takes a token from the header only'),
    seen('e2e/logs', 'holds no token, no key, no secret and no message, whatever goes wrong'),
  ),
  tried(
    'Authorization that is nearly right',
    seen('contract/doors-handshake', 'over HTTP never with Authorization %j'),
  ),
);

const API_KEY = on(
  'The API key',
  tried(
    'keys of other lengths, in Unicode, sent twice, empty',
    seen(
      'contract/attacks-paths',
      'a key that is $what is answered as any wrong one',
      'is no %j in the handshake of /cms either',
    ),
  ),
  tried(
    'guess it by the time that a comparison takes',
    seen('src/common/secret-check.spec.ts', 'takes the same time wherever a guess goes wrong, which === does not'),
  ),
);

const PASSWORDS = on(
  'cms/login',
  tried(
    'guess passwords: of one account, of many, all at once, through several nodes',
    seen(
      'e2e/cms-operators-throttle',
      'of one account from one address ends after five failures, the right one included',
      'of one account ends after thirty failures, wherever they come from, the right one included',
      'from one address ends after twenty failures of any accounts',
      'all at once is no way around',
    ),
    seen(
      'nodes/login-throttle',
      'of one account from one address ends after five in all, on both, the right one included',
      'of one account ends after thirty in all, on both, but for whom the node knows',
    ),
  ),
  tried(
    'keep an operator out by guessing wrong',
    seen('e2e/cms-operators-throttle', 'does not keep an operator out who comes from where they came from before'),
  ),
  tried(
    'learn which names exist',
    seen('e2e/cms-operators-throttle', 'is done for an unknown name as for a known one, and answered alike'),
  ),
);

const FIELDS = on(
  'Parameters',
  tried(
    'fields that are stored though no interface has them: role, is_admin, id, created_at (mass assignment)',
    seen(
      'contract/attacks-fields',
      '$name over $transport: nothing of it is stored or pushed',
      'names nobody: the user whom it named has no messages, friends, blocks or groups',
    ),
  ),
  tried(
    '`__proto__` and `constructor.prototype` in bodies, forms, socket events and the JSON text of a message',
    seen('contract/bad-values-whole-input', 'may have a key %s: it is ignored, breaks and changes nothing (${SAMPLE})'),
    seen('contract/attacks-fields', '$name over $transport: what would reach a prototype reaches nothing'),
    seen('src/wire/fields/form-fields.spec.ts', 'is only data, whatever the names'),
  ),
  tried('numbers as "1e3", " 41", "0x1", true, {}, 2^53 + 1, and objects with toString', BAD_VALUES),
  tried('names repeated, so that a text becomes a list', REPEATED_NAMES),
  tried(
    'SQL in ids, and lists of ids',
    BAD_VALUES,
    seen('contract/attacks-fields', 'is a 10000 to $call in $parameter', 'leaves nothing behind'),
  ),
  tried(
    'SQL in texts: messages, names, comments, client ids, user names of cms/login',
    seen('contract/attacks-ids', 'is text like any other: %j', 'signs nobody in: %j'),
  ),
  tried(
    'ids of others: told as ids of nobody, byte for byte',
    FOREIGN_IDS,
    seen('contract/authorization-ids', '$name, $what: $caller, byte for byte'),
  ),
  tried(
    'U+0000, lone surrogates, bytes that are no UTF-8',
    seen(
      'e2e/text-round-trip',
      '%j is refused, not changed',
      'survives byte for byte, whatever characters of whatever plane',
    ),
    seen('contract/bad-text', '%s is refused in a form, escaped or not, naming the parameter'),
  ),
);

const COST = on(
  'What is costly to read',
  tried(
    'wide and deep JSON, forms of 100,000 names',
    seen(
      'contract/bad-values-cost',
      'one name repeated in a form',
      'is refused soon: a user import of a thousand bad rows',
    ),
    seen('src/wire/json.spec.ts', 'stops at sixteen levels, however deep the text goes on'),
  ),
  tried(
    'bodies over the limit, with and without their length',
    seen('contract/doors-http', '%s is a %i', 'headers far over the limit are a 413 that arrives'),
  ),
  tried(
    'slow headers, slow bodies, silent connections (F12)',
    seen('faults/slow-connections', 'of the kind "%s" are ended within 15 s, and all others are served'),
  ),
  tried(
    'bodies that are never whole, from one user or address',
    seen('e2e/stalled-bodies', 'are nothing to others, to calls without a body, nor to the window'),
    seen('e2e/stalled-bodies', 'give their place back when they are whole, or closed'),
  ),
  tried(
    'requests in the midst of another call, or no HTTP after it',
    seen('e2e/long-calls', 'is not answered with what is wrong with the request after it'),
    seen('e2e/long-calls', 'is over with its answer: a connection that does not take that ends as a silent one'),
  ),
  tried(
    '500 transactions, or sends, at once on a small pool (F17)',
    seen(
      'faults/overload',
      'are all answered within 3 s, served or 10007 with Retry-After',
      'are all told 10007 with Retry-After in time, none of them is stored, and repeats are served',
    ),
    seen('integration/pool-exhaustion', '500 concurrent transactions are all answered within 3 s, ok or 10007'),
  ),
);

const LINKS = on(
  'Pictures and links',
  tried(
    'host, hash, format, width and height of an image that lead elsewhere',
    BAD_VALUES,
    seen('contract/attacks-urls', 'an image is a hash on the hosts of IMAGE_URL_TEMPLATE, whatever is sent'),
    seen('src/timeline/image-urls.spec.ts', 'fills in every place, and nothing that a value brings along'),
  ),
  tried(
    'other schemes than http(s), user@host, CRLF, spaces, control characters',
    seen('contract/attacks-urls', '$call takes nothing else for $name, and nothing is stored or pushed'),
  ),
  tried(
    'have the server fetch it (SSRF)',
    seen('contract/attacks-urls', 'is fetched by nobody: a listener at it is never asked'),
  ),
);

const LOG = on(
  'The log',
  tried(
    'CR LF, ESC, U+2028, JSON and 8 KB in whatever is logged',
    seen('contract/attacks-log', '%s in %s: one line, which is JSON, and short', 'is whole: each line is one object'),
  ),
  tried(
    'request ids that are none',
    seen('e2e/logs', 'takes the caller’s request id where it fits a line, and makes one up otherwise'),
  ),
  tried(
    'have it hold messages and tokens',
    seen('e2e/logs', 'holds no message where storing it fails, and tells that something did'),
  ),
);

const ADDRESSES = on(
  'Addresses',
  tried(
    'evade a limit by X-Forwarded-For',
    seen(
      'e2e/address-limits',
      'are limited to 600 whatever address they claim',
      'from one IPv6 network count together',
    ),
    seen('src/wire/http/trusted-proxies.spec.ts', 'knows none of a peer that is gone'),
  ),
);

const ANSWERS = on(
  'Answers',
  tried(
    'have an error tell of SQL, stacks, paths, or what was sent',
    seen(
      'contract/doors-errors',
      '%s is one and the same %i over HTTP, in an acknowledgement and in the handshake',
      'of a 10500 the operator finds the cause in the log, by the request id',
    ),
  ),
  tried(
    'answers that are not in the envelope',
    seen('contract/doors-http', '%s is a request like any other', '%s is a %i'),
  ),
  tried(
    'have a browser run, frame or keep an answer',
    seen('e2e/secure-headers', 'of %s: it is data, in no frame, and kept nowhere'),
    seen('e2e/secure-headers-answers', 'are those of a %i: %s'),
    seen('e2e/friends-lists', 'answers are JSON that no browser takes for a page'),
  ),
  tried('read answers from a page of another origin', seen('e2e/secure-headers', 'a page of %s may read answers: %s')),
);

const VERSIONS = on(
  'Versions',
  tried(
    'published weaknesses of what is installed: socket.io-parser, engine.io, @fastify/middie, platform-fastify',
    seen('test/contract/attacks/versions.spec.ts', '$name is at least $least', 'socket.io is there once'),
  ),
);

export const CROSS_CUTTING = [
  ...TOKENS,
  ...API_KEY,
  ...PASSWORDS,
  ...FIELDS,
  ...COST,
  ...LINKS,
  ...LOG,
  ...ADDRESSES,
  ...ANSWERS,
  ...VERSIONS,
];
