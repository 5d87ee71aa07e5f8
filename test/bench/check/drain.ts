import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import { originOf } from '../load/sent-text.js';
import type { Acknowledged } from '../load/send-load.js';
import { tokenOf } from '../people.js';
import type { Subject } from '../subject.js';

interface Message {
  readonly conversation_id: string;
  readonly seq: number;
  readonly msg_id: number;
  readonly body: { readonly text?: string };
}

interface Page {
  readonly messages: readonly Message[];
  readonly has_more: boolean;
}

/** What was acknowledged, and whether any reader has read it. */
interface Expected {
  readonly msgId: number;
  isRead: boolean;
}

/** Readers, at the end of a run. */
const AT_ONCE = 8;

/**
 * What a client that comes afterwards reads, against what was acknowledged: nothing lost, nothing twice, each sender's
 * messages in the order of sending, and no gap in any conversation.
 * @returns what is wrong, in words; empty is what one wants
 */
export async function checkDrained(subject: Subject, logFile: string, readers: readonly number[]): Promise<string[]> {
  const acknowledged = await readLog(logFile);
  const problems: string[] = [];
  const left = [...readers];
  const readOn = async (): Promise<void> => {
    for (let reader = left.shift(); reader !== undefined; reader = left.shift())
      problems.push(...judge(await readAll(subject, reader), acknowledged));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  const lost = [...acknowledged].filter(([, { isRead }]) => !isRead);
  for (const [key, { msgId }] of lost) problems.push(`${key} was acknowledged as ${msgId} and is lost`);
  return problems;
}

/** What one reader read, of whom a message's other readers read the same. */
function judge(read: readonly Message[], acknowledged: ReadonlyMap<string, Expected>): string[] {
  const problems = judgeConversations(read);
  for (const { msg_id, body } of read) {
    const { uid, n } = originOf(body.text ?? '') ?? { uid: 0, n: 0 };
    const expected = acknowledged.get(`${uid}:${n}`);
    if (!expected) continue;
    if (expected.msgId !== msg_id) problems.push(`${uid}:${n} was told ${expected.msgId} and is ${msg_id}`);
    expected.isRead = true;
  }
  return problems;
}

/** By `sender:n`. */
async function readLog(file: string): Promise<Map<string, Expected>> {
  const acknowledged = new Map<string, Expected>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { uid, n, msgId } = JSON.parse(line) as Acknowledged;
    acknowledged.set(`${uid}:${n}`, { msgId, isRead: false });
  }
  return acknowledged;
}

async function readAll(subject: Subject, uid: number): Promise<Message[]> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(uid)}` };
  const known: Record<string, number> = {};
  const all: Message[] = [];
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${subject.port}${BASE_PATH}/message/sync`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ known, limit: 1000 }),
    });
    const { datas } = (await response.json()) as { datas?: Page };
    if (!datas) throw new Error(`The sync of ${uid} was refused`);
    for (const message of datas.messages) {
      all.push(message);
      known[message.conversation_id] = message.seq;
    }
    if (!datas.has_more) return all;
  }
}

function judgeConversations(messages: readonly Message[]): string[] {
  const problems: string[] = [];
  const lastSeq = new Map<string, number>();
  const lastOfSender = new Map<string, number>();
  for (const { conversation_id, seq, body } of messages) {
    const before = lastSeq.get(conversation_id) ?? 0;
    if (seq !== before + 1) problems.push(`${conversation_id}: ${seq} follows ${before}`);
    lastSeq.set(conversation_id, seq);
    const origin = originOf(body.text ?? '');
    if (!origin) {
      problems.push(`${conversation_id} ${seq}: a text that nobody sent`);
      continue;
    }
    const key = `${conversation_id} ${origin.uid}`;
    const n = lastOfSender.get(key) ?? 0;
    // Equal is doubled, less is reordered; more is what a refusal leaves out.
    if (origin.n <= n) problems.push(`${conversation_id} ${seq}: message ${origin.n} of ${origin.uid} after ${n}`);
    lastOfSender.set(key, origin.n);
  }
  return problems;
}
