import { on, overruled, seen, tried } from './attack.js';
import { BAD_VALUES } from './common.js';

const WHO_COMES_IN = on(
  'Socket.IO',
  tried(
    'no token, a bad or expired one, one of another algorithm',
    seen('contract/doors-handshake', 'gets a ${code} in the handshake over %s', 'with auth.token %j gets a 10001'),
  ),
  tried(
    'the token in the query, or in a header',
    seen(
      'contract/doors-handshake',
      'never with a token in the query as %s',
      'never with a token in the handshake’s headers',
    ),
    seen('e2e/auth-doors', 'of sockets takes it from `auth.token` only'),
  ),
  tried(
    'events before one is let in, or after one was refused',
    seen('contract/attacks-frames', 'events before the handshake, or after its refusal, do nothing'),
    seen('e2e/aborted-handshake', 'while its token is looked at'),
  ),
  tried(
    'a web page of another origin (CSWSH), over either transport',
    seen('contract/doors-handshake', 'of %j not at all'),
    seen(
      'e2e/socket-transports',
      'are let in over %s from ALLOWED_ORIGINS only',
      'no browser’s socket is let in, not even from the server’s own address',
    ),
    seen('e2e/cms-namespace', 'pages of ALLOWED_ORIGINS only, over %s'),
  ),
  tried(
    'go on after the token’s end, a ban, a removal',
    seen('e2e/session-end', 'ends within a second of its token’s exp, on every device, and says why'),
    seen(
      'e2e/ban',
      'is told on every device within a second, and cut off',
      'does not slip in by a handshake that is under way',
    ),
    seen('e2e/delete-user', 'is a 10001 for everything that the user does, and ends their connections within a second'),
    seen('integration/handshake-race', 'is removed gets nothing of the group'),
    seen('nodes/block-other-node', 'hold at once, and end at once, even without Redis'),
  ),
  tried(
    'a storm of handshakes',
    seen(
      'e2e/event-limits',
      'of a user over the limit are refused, and so are its calls',
      'with %s are limited by address: %s',
      'many over one connection cut it',
    ),
    seen(
      'e2e/refused-handshakes',
      'take no more turns of others than so many, from whatever addresses: %s',
      'are looked at no more often, either, where they wait in line together',
    ),
  ),
);

const WHAT_IS_SENT = on(
  'Socket.IO',
  tried(
    'join rooms, or hear what is for others, by an event or a forged payload',
    seen('contract/attacks-frames', 'no event and no payload puts a socket into a room'),
    seen('contract/doors-acks', 'of an unknown event %j is a 10004'),
  ),
  tried(
    'events of 128 KiB, of 1.1 MB',
    seen(
      'contract/doors-acks',
      'of an event over 128 KiB is a 10006',
      'of an event over 128 KiB that carries bytes is a 10006',
      'cannot come where the event is over 1 MiB: the connection ends, and only that one',
    ),
  ),
  tried('every bad value in every event, with bytes among them', BAD_VALUES),
  tried(
    'events that do not exist, or are named as members of Object.prototype',
    seen('contract/doors-acks', 'of an unknown event %j is a 10004'),
    seen('contract/attacks-frames', 'an event named %s is a 10004, with and without a payload'),
  ),
  tried(
    'placeholders of bytes that do not come, are too many, or lie beyond the list',
    seen('contract/attacks-frames', '%s ends the connection at the most, and no other'),
  ),
  tried(
    'frames cut off, mutated, of other protocol versions, in unknown namespaces (B4)',
    seen(
      'contract/attacks-frames',
      '%s ends the connection at the most, and no other',
      'that are random end no other connection, and no server (${FRAMES} frames, TEST_SEED=${SEED})',
    ),
  ),
  tried(
    'published packets that took servers down: attachments without end, upgrades of another version, binary polling (B6)',
    seen('contract/attacks-frames', 'CVE: %s leaves the server as it was'),
    seen('test/contract/attacks/versions.spec.ts', '$name is at least $least'),
  ),
  tried(
    '200,000 events a second (B7)',
    seen('faults/event-flood', 'are limited to what one user may, told so, and cut; all others are answered'),
    seen(
      'e2e/event-limits',
      'are refused a hundred times; then it is told so and cut, and its user’s other devices are not',
      'end with its connection, also where it does not hang up by itself',
      'count as packets of its connection even if they are no events: %s',
    ),
  ),
  tried(
    'events without end that slow down others (B7)',
    seen('faults/event-flood', 'are limited to what one user may, told so, and cut; all others are answered'),
  ),
  tried(
    '40 events a second over each of 500 sockets (B7)',
    seen(
      'faults/event-flood',
      'over many sockets of one user count together, and are told so; all others are answered',
    ),
  ),
  tried(
    'read nothing of what one is sent',
    seen('e2e/slow-consumer', 'is cut off, and others still get theirs', 'is cut off in /cms, too'),
  ),
  overruled(
    'long polling',
    '6: both transports, unless SOCKET_TRANSPORTS narrows them',
    seen('e2e/socket-transports', 'polling is refused'),
  ),
);

export const ON_SOCKETS = [...WHO_COMES_IN, ...WHAT_IS_SENT];
