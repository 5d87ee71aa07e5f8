import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { Acknowledged } from '../load/send-load.js';
import { tokenOf } from '../people.js';
import type { Subject } from '../subject.js';
import { DrainJudge, type DrainedMessage } from './drain-judge.js';

interface Page {
  readonly messages: readonly DrainedMessage[];
  readonly has_more: boolean;
}

/** Readers, at the end of a run. */
const AT_ONCE = 8;

/**
 * What a client that comes afterwards reads, against what was acknowledged: nothing lost, nothing twice, each sender's
 * messages in the order of sending, and no gap in any conversation.
 * @returns what is wrong, in words; empty is what one wants
 */
export async function checkDrained(subject: Subject, logFile: string, readers: readonly number[]): Promise<string[]> {
  const judge = new DrainJudge(await readLog(logFile));
  const left = [...readers];
  const readOn = async (): Promise<void> => {
    for (let reader = left.shift(); reader !== undefined; reader = left.shift())
      judge.read(await readAll(subject, reader));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return judge.finish();
}

async function readLog(file: string): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  for await (const line of createInterface({ input: createReadStream(file) }))
    acknowledged.push(JSON.parse(line) as Acknowledged);
  return acknowledged;
}

async function readAll(subject: Subject, uid: number): Promise<DrainedMessage[]> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(uid)}` };
  const known: Record<string, number> = {};
  const all: DrainedMessage[] = [];
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
