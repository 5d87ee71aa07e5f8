import { inGroup, type ConversationTarget, targetOf } from '../../../src/timeline/conversation-target.js';
import { type ChatApp, startNode } from '../../support/chat/chat-app.js';
import { datasOf } from '../../support/chat/envelope.js';
import type { History } from '../../support/checker/history.js';
import type { TestDatabase } from '../../support/stores/test-database.js';
import { appendTexts } from '../../support/rounds/append-many.js';
import { populate, USERS } from './population.js';

/** TEST_STORED_MESSAGES=100000 for the full size. */
export const STORED_MESSAGES = Number(process.env.TEST_STORED_MESSAGES ?? 5_000);

/** Apart from `USERS`, whose conversations the checker reads: recalled text is not what was sent. */
const OTHERS = [21, 22] as const;
const SERVICE = 7;
const AT_ONCE = 1_000;

/** What the collations of MySQL may get wrong: trailing spaces, case, four-byte characters, escapes. */
const STRANGE = ['a', 'a ', 'A', '安居 🏠', 'it\'s \\ "quoted" \n % _', 'ß', 'ss', 'é', 'e\u0301', '\t'];

/**
 * Fills a database by the server's own code, in this process: `STORED_MESSAGES` through the writer, in the
 * conversations of `population.ts`, and around them receipts, recalls, pushes, mutes, blocks and strange text.
 */
export async function fillStore(database: TestDatabase, history: History): Promise<void> {
  const chat = await startNode({ url: database.url, drop: () => Promise.resolve() });
  try {
    await populate(chat.client, history);
    const ids = await sendMany(chat, history);
    await acknowledgeSome(chat, ids);
    await liveABit(chat);
  } finally {
    await chat.close();
  }
}

async function sendMany(chat: ChatApp, history: History): Promise<Map<string, number[]>> {
  const ids = new Map<string, number[]>();
  const pairs = USERS.filter((uid) => uid % 2 === 1).map((uid) => [uid, uid + 1] as const);
  const places: { conv: string; target: ConversationTarget; members: readonly number[] }[] = [
    ...pairs.map(([a, b]) => ({ conv: `u:${a}:${b}`, target: targetOf(`u:${a}:${b}`), members: [a, b] })),
    { conv: 'g:1:7', target: inGroup(1, 7), members: USERS },
  ];
  const each = Math.ceil(STORED_MESSAGES / places.length);
  for (const { conv, target, members } of places) {
    for (let at = 0; at < each; at += AT_ONCE) {
      const sends = Array.from({ length: Math.min(AT_ONCE, each - at) }, (_, index) => {
        const senderId = members[(at + index) % members.length] ?? 0;
        // Every sender is a proc of its own for each message: they go all at once, in no order of theirs.
        return { senderId, text: `${conv} stored ${at + index}`, clientMsgId: `s ${conv} ${at + index} ` };
      });
      const calls = sends.map(({ senderId, text, clientMsgId }) => {
        const call = { f: 'send', proc: clientMsgId, uid: String(senderId), conv, cmid: clientMsgId, text } as const;
        return history.invoke(call);
      });
      const results = await appendTexts(chat, target, sends);
      for (const [index, { msgId }] of results.entries()) calls[index]?.ok({ msg_id: msgId });
      ids.set(conv, [...(ids.get(conv) ?? []), ...results.map(({ msgId }) => msgId)]);
    }
  }
  return ids;
}

/** Some of everything, so that there are low watermarks and range sets. */
async function acknowledgeSome({ client }: ChatApp, ids: ReadonlyMap<string, readonly number[]>): Promise<void> {
  for (const [conv, all] of ids) {
    const readers = conv.startsWith('g:') ? [2, 3] : [Number(conv.split(':')[2])];
    for (const uid of readers) {
      const own = (status: 3 | 4, msg_id: number[]) => {
        const call = status === 3 ? 'updateMessageReceiveStatus' : 'updateMessageReadStatus';
        return client.as(uid).post(`message/${call}`, { msg_id, status });
      };
      // Messages of their own are no error in a list, and have no receipt.
      datasOf(await own(3, all.slice(0, 1000)));
      datasOf(await own(4, all.filter((_, index) => index % 7 === uid % 7).slice(0, 1000)));
    }
  }
}

async function liveABit({ client }: ChatApp): Promise<void> {
  const [a, b] = OTHERS;
  await client.importUsers({ user_id: a, nickname: '小安 🏠', photo: '' }, { user_id: b, nickname: ' b ', photo: '' });
  for (const [index, text] of STRANGE.entries()) {
    datasOf(await client.as(a).send(b, text === '\t' ? 'tab\tinside' : text, `${text.trim() === '' ? 'x' : text}`));
    if (index % 2 === 0) {
      const id = datasOf(await client.as(b).send(a, `regretted ${index}`));
      datasOf(await client.as(b).post('message/recallMessage', { msg_id: id }));
    }
  }
  datasOf(await client.cms('saveServiceAccount', { service_id: SERVICE, nickname: '公众号', photo: '' }));
  for (const text of ['pushed', 'recalled push']) {
    const push = { service_id: SERVICE, msg_type: 1, message: { text }, user_id: [...OTHERS], client_msg_id: text };
    const id = datasOf(await client.cms<number>('sendMessage', push));
    datasOf(await client.as(a).post('message/updateMessageReadStatus', { msg_id: id, status: 4 }));
  }
  await client.saveGroup(2, 9, OTHERS);
  await client.removeMembers(2, 9, [b]);
  datasOf(await client.as(a).post('user/addUserToBlacklist', { to_uid: b }));
}
