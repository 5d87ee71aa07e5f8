import type { Random } from '../../support/rounds/random.js';

type Packets = readonly (string | Buffer)[];

const bytes = (length: number): Buffer => Buffer.alloc(length, 0x41);
const placeholder = (num: unknown): string => `{"_placeholder":true,"num":${JSON.stringify(num)}}`;
const times = <T>(count: number, item: T): T[] => Array<T>(count).fill(item);

/** What no client sends; each is a name, and packets in their order. */
export const ODD_PACKETS: readonly (readonly [name: string, packets: Packets])[] = [
  ['an event cut off', ['42[']],
  ['an event without a name', ['42[]']],
  ['an event named by a number', ['42[1]']],
  ['an event named by null', ['42[null]']],
  ['an event named by an object', ['42[{"a":1}]']],
  ['an event that is an object', ['42{"a":1}']],
  ['an event that is a text', ['42"message:send"']],
  ['an event of nothing', ['42']],
  ['a packet of nothing', ['4']],
  ['an empty packet', ['']],
  ['a packet of an unknown kind', ['49["x"]']],
  ['an engine packet of an unknown kind', ['9x']],
  ['an acknowledgement that nobody waits for', ['43999[1]']],
  ['an acknowledgement without a number', ['43[]']],
  ['an acknowledgement that is an object', ['430{"a":1}']],
  ['an event with a number for its acknowledgement beyond all', ['4299999999999999999999["x"]']],
  ['an error', ['44']],
  ['an error with a text', ['44{"message":"x"}']],
  ['a second handshake', ['40', '40{"token":"x.y.z"}']],
  ['a handshake of another namespace', ['40/nope,']],
  ['a handshake of a namespace by a pattern', ['40/.*,', '40/^cms$,']],
  ['a handshake of a namespace named like a member', ['40/__proto__,', '40/constructor,', '40/toString,']],
  ['a handshake without an end to its namespace', ['40/cms']],
  ['a handshake with a text, a list, a number', ['40"x"', '40[]', '401']],
  ['an event in a namespace that was not entered', ['42/cms,["message",{}]', '42/nope,["x"]']],
  ['a farewell to a namespace that was not entered', ['41/cms,', '41/nope,']],
  ['a name reserved for Socket.IO', ['42["connect"]', '42["disconnect"]', '42["disconnecting"]', '42["newListener"]']],
  ['a name reserved for errors', ['42["connect_error",{}]', '42["error",{}]']],
  ['bytes that nobody announced', [bytes(10)]],
  ['a placeholder beyond all', [`451-["x",${placeholder(999_999)}]`, bytes(1)]],
  ['a placeholder below all', [`451-["x",${placeholder(-1)}]`, bytes(1)]],
  ['a placeholder that is no number', [`451-["x",${placeholder('0')}]`, bytes(1), `451-["x",${placeholder({})}]`]],
  ['a placeholder in a prototype', [`451-["x",{"__proto__":${placeholder(0)}}]`, bytes(1)]],
  ['a placeholder for the name', [`451-[${placeholder(0)}]`, bytes(1)]],
  ['bytes announced, and none coming', [`451-["x",${placeholder(0)}]`, '42["y"]']],
  ['more bytes than announced', [`451-["x",${placeholder(0)}]`, bytes(1), bytes(1)]],
  ['bytes without end announced', ['45999999-["x"]', '45999999999999999999-["x"]']],
  ['bytes announced without a number', ['45-["x"]', '45["x"]', '45x-["x"]', '45-1-["x"]', '451.5-["x"]']],
  ['an acknowledgement with bytes that do not come', ['461-0[]', '46999999-0[]']],
  ['no bytes announced for a binary event', ['450-["x"]', '460-0[]']],
  ['a thousand placeholders for one attachment', [`451-["x",[${times(1000, placeholder(0)).join()}]]`, bytes(1)]],
  ['brackets, five thousand deep', [`42["message:send",${'['.repeat(5000)}${']'.repeat(5000)}]`]],
  ['objects, five thousand deep', [`42["message:send",${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}]`]],
  ['twenty thousand arguments', [`42["message:send",${times(20_000, '1').join()}]`]],
  ['a name of 100 KB', [`42["${'x'.repeat(100_000)}"]`]],
  [
    'a prototype for a payload',
    ['42["message:send",{"__proto__":{"to_uid":1},"constructor":{"prototype":{"polluted":1}}}]'],
  ],
  ['a lone surrogate', ['42["\\ud800",{"message":"\\udc00"}]']],
  ['null bytes', ['42["\\u0000"]', '42["a\0b"]']],
  ['pings and pongs', ['2', '3', '2probe', '3probe', '5', '6']],
  ['an upgrade that is none', ['2probe', '5']],
  ['a farewell, and events after it', ['41', '42["message:send",{}]']],
  ['the end of the engine, and events after it', ['1', '42["message:send",{}]']],
];

/** Published packets that took servers down. */
export const CVE_PACKETS: readonly (readonly [name: string, packets: Packets])[] = [
  ['CVE-2026-33151, attachments without end', ['45999999999-["x"]', ...times(200, bytes(10)), '42["y"]']],
  [
    'CVE-2026-69185, no attachments at all',
    [...times(200, '450-["x"]'), ...times(200, '451-["x",{"_placeholder":true,"num":0}]')],
  ],
  ['CVE-2023-32695, an event whose name is an object', ['42[{"toString":"x"}]', '42["__proto__"]', '42[{}]']],
  [
    'CVE-2022-2421, a placeholder that is a name of a method',
    ['451-["x",{"_placeholder":true,"num":"splice"}]', bytes(1)],
  ],
];

const CORPUS: [string, ...string[]] = [
  '42["message:sync",{"known":{}}]',
  ...ODD_PACKETS.flatMap(([, packets]) => packets.filter((packet) => typeof packet === 'string')),
  '42["message:send",{"to_uid":2,"message":{"msg_type":1,"body":{"text":"x"}}}]',
  '421["message:sync",{"known":{"u:2":1}}]',
  '422["message:read",{"msg_id":"1,2,3","status":4}]',
  '451-3["message:send",{"_placeholder":true,"num":0}]',
];

/** Something like what is in the corpus: cut off, doubled, with bytes changed, or two of them in one. */
export function mutated(random: Random): string | Buffer {
  const packet = Buffer.from(random.pick(CORPUS));
  switch (random.below(6)) {
    case 0:
      return packet.subarray(0, random.below(packet.length + 1)).toString();
    case 1:
      return `${packet.toString()}${random.pick(CORPUS)}`;
    case 2:
      return packet;
    case 3:
      return packet.toString().replace(/\d+/, String(random.below(2 ** 31)));
    case 4: {
      const at = random.below(packet.length);
      return Buffer.concat([
        packet.subarray(0, at),
        Buffer.from([32 + random.below(95)]),
        packet.subarray(at),
      ]).toString();
    }
    default: {
      for (let count = 0; count < 4; count += 1) packet[random.below(packet.length)] = 32 + random.below(95);
      return packet.toString();
    }
  }
}
