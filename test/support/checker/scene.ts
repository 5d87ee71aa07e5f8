import type { Invocation, ReadMessage, SendInvocation } from './events.js';
import { History } from './history.js';
import { type Answer, ModelServer } from './model-server.js';

export const PAIR = 'u:1:2';
export const GROUP = 'g:1:7';
export const DIALOGUE = 's:9:1';
const READERS: readonly [conv: string, readers: readonly string[]][] = [
  [PAIR, ['1', '2']],
  [GROUP, ['1', '2', '3']],
  [DIALOGUE, ['1']],
];

/**
 * A small good history to break: users 1, 2, 3 and account 9, one call after the other against the model server.
 * Members 1 and 2 are in the group from before, 3 joins and leaves.
 */
export class Scene {
  readonly history: History;
  readonly server = new ModelServer();

  constructor(history = new History()) {
    this.history = history;
    for (const uid of ['1', '2']) {
      this.server.apply({ f: 'join', conv: GROUP, uid });
      this.history.member(GROUP, uid);
    }
    this.send('1', PAIR, 'hello');
    const answer = this.send('2', PAIR, 'hello yourself');
    this.call({ f: 'ack', uid: '1', msg_id: answer.msg_id, status: 3 });
    this.status(answer.msg_id, '1', 3);
    this.call({ f: 'join', conv: GROUP, uid: '3' });
    this.send('1', GROUP, 'welcome');
    this.send('s:9', DIALOGUE, 'a house for you');
  }

  /** A call from its invocation to its answer. */
  call(call: Invocation): Answer {
    return this.answer(call, this.server.apply(call));
  }

  /** A call and the answer that the test makes up for it. */
  answer(call: Invocation, answer: Answer): Answer {
    const op = this.history.invoke(call);
    if ('error_code' in answer) op.fail(answer.error_code);
    else op.ok(call.f === 'send' ? { msg_id: answer.datas } : {});
    return answer;
  }

  /** An accepted send; `cmid` is made from the text. Nothing is pushed. */
  send(uid: string, conv: string, text: string): ReadMessage {
    const answer = this.call(sending(uid, conv, text));
    const message = this.stored(conv).at(-1);
    if (!('datas' in answer) || message?.msg_id !== answer.datas) throw new Error('the scene expects a stored message');
    return message;
  }

  /** A send that reaches the server or not, and whose answer never arrives. */
  sendUnanswered(uid: string, conv: string, text: string, isStored: boolean): void {
    const op = this.history.invoke(sending(uid, conv, text));
    if (isStored) this.server.apply(sending(uid, conv, text));
    op.info('timeout');
  }

  push(reader: string, conv: string, { msg_id, seq, sender, text }: ReadMessage): void {
    this.history.push({ reader, conn: `${reader}-phone`, conv, msg_id, seq, sender, text });
  }

  status(msgId: number, recipient: string, status: 0 | 3 | 4, final = false): void {
    this.history.status({ reader: 'sender', msg_id: msgId, recipient, status, final });
  }

  /** The server's own list, to be broken. */
  stored(conv: string): ReadMessage[] {
    const messages = this.server.messages.get(conv) ?? [];
    this.server.messages.set(conv, messages);
    return messages;
  }

  /** The final reads of everyone; `alter` may change what one of them sees. */
  drain(alter: (msgs: ReadMessage[], reader: string, conv: string) => ReadMessage[] = (msgs) => msgs): History {
    for (const [conv, readers] of READERS) {
      for (const reader of readers) {
        const msgs = alter(this.server.visible(reader, conv), reader, conv);
        this.history.read({ reader, conv, after: 0, msgs, final: true });
      }
    }
    return this.history;
  }
}

export function sending(uid: string, conv: string, text: string): SendInvocation {
  return { f: 'send', proc: `socket of ${uid}`, uid, conv, cmid: `c-${text}`, text };
}
