import { type ConversationTarget, partiesOf } from '../../../src/timeline/conversation-target.js';
import type { AppendRules, AppendResult } from '../../../src/timeline/writer/append-command.js';
import { TimelineWriter } from '../../../src/timeline/writer/timeline-writer.js';
import type { ChatApp } from '../chat/chat-app.js';

/** Below the writer's queue limit. */
const AT_ONCE = 2_000;

const RULES: AppendRules = {
  consult:
    async () =>
    ({ command: { senderId, target }, conversation }) => ({
      allowed: true,
      sender: { kind: 'user', id: senderId, nickname: '', photo: '' },
      receivers: (target.kind === 'group' ? conversation.memberCount : partiesOf(target).length) - 1,
    }),
  assertMayBegin: () => Promise.resolve(),
};

/** A text, as who sends it wants it stored. */
export interface TextToAppend {
  /** Exists and may send here. */
  readonly senderId: number;
  readonly text: string;
  readonly clientMsgId?: string;
}

/**
 * Stores short texts through the writer, past the doors and rules: thousands in a second.
 * @param senders who sends each of them, in the order of their seqs; all exist and may send here
 * @returns msg_id and seq of each
 */
export async function appendMany(
  chat: ChatApp,
  target: ConversationTarget,
  senders: readonly number[],
): Promise<AppendResult[]> {
  const results: AppendResult[] = [];
  for (let i = 0; i < senders.length; i += AT_ONCE) {
    const part = senders.slice(i, i + AT_ONCE).map((senderId, k) => ({ senderId, text: `message ${i + k + 1}` }));
    results.push(...(await appendTexts(chat, target, part)));
  }
  return results;
}

/** As `appendMany`, given texts of one's own; 2,000 at most. */
export function appendTexts(
  { app }: ChatApp,
  target: ConversationTarget,
  texts: readonly TextToAppend[],
): Promise<AppendResult[]> {
  const writer = app.get(TimelineWriter);
  return Promise.all(
    texts.map(({ senderId, text, clientMsgId }) =>
      writer.append({
        target,
        senderKind: 'user',
        senderId,
        clientMsgId,
        type: 1,
        body: { text },
        origin: undefined,
        rules: RULES,
      }),
    ),
  );
}
