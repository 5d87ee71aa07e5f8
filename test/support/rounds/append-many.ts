import { type ConversationTarget, partiesOf } from '../../../src/timeline/conversation-target.js';
import type { AppendRules, AppendResult } from '../../../src/timeline/writer/append-command.js';
import { TimelineWriter } from '../../../src/timeline/writer/timeline-writer.js';
import type { ChatApp } from '../chat/chat-app.js';

/** Below the writer's queue limit. */
const AT_ONCE = 2_000;

const RULES: AppendRules = {
  judge: async (_tx, commands) =>
    commands.map(({ command: { senderId, target }, conversation }) => ({
      allowed: true,
      sender: { kind: 'user', id: senderId, nickname: '', photo: '' },
      receivers: (target.kind === 'group' ? conversation.memberCount : partiesOf(target).length) - 1,
    })),
  assertTargetExists: () => Promise.resolve(),
};

/**
 * Stores short texts through the writer, past the doors and rules: thousands in a second.
 * @param senders who sends each of them, in the order of their seqs; all exist and may send here
 * @returns msg_id and seq of each
 */
export async function appendMany(
  { app }: ChatApp,
  target: ConversationTarget,
  senders: readonly number[],
): Promise<AppendResult[]> {
  const writer = app.get(TimelineWriter);
  const results: AppendResult[] = [];
  for (let i = 0; i < senders.length; i += AT_ONCE) {
    const part = senders.slice(i, i + AT_ONCE).map((senderId, k) =>
      writer.append({
        target,
        senderKind: 'user',
        senderId,
        clientMsgId: undefined,
        type: 1,
        body: { text: `message ${i + k + 1}` },
        origin: undefined,
        rules: RULES,
      }),
    );
    results.push(...(await Promise.all(part)));
  }
  return results;
}
