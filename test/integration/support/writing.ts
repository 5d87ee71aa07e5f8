import type { INestApplicationContext } from '@nestjs/common';
import { AppError } from '../../../src/common/errors/app-error.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import { keyOf, betweenUsers, type ConversationTarget } from '../../../src/timeline/conversation-target.js';
import type { AppendCommand, AppendRules } from '../../../src/timeline/writer/append-command.js';
import { TimelineWriter } from '../../../src/timeline/writer/timeline-writer.js';

/** Rules that let everything pass, as the sender that the command names. */
export const ALLOW: AppendRules = {
  consult:
    async () =>
    ({ command }) => ({
      allowed: true,
      sender: { kind: command.senderKind, id: command.senderId, nickname: '', photo: '' },
      receivers: 1,
    }),
  assertMayBegin: async () => undefined,
};

/** Rules that refuse everything, once they are asked. */
export const REFUSE: AppendRules = {
  ...ALLOW,
  consult: async () => () => ({ allowed: false, error: new AppError(10003) }),
};

/** A text from one user to another, as the writer takes it. */
export function command(from: number, to: number, text: string, rest: Partial<AppendCommand> = {}): AppendCommand {
  return {
    target: betweenUsers(from, to),
    senderKind: 'user',
    senderId: from,
    clientMsgId: undefined,
    type: 1,
    body: { text },
    origin: undefined,
    rules: ALLOW,
    ...rest,
  };
}

/** The writer's answer as an envelope; errors that are no AppError are a 10500, as at the doors. */
export async function appended(app: INestApplicationContext, what: AppendCommand) {
  try {
    return { datas: (await app.get(TimelineWriter).append(what)).msgId };
  } catch (error) {
    return { error_code: error instanceof AppError ? error.code : 10500 };
  }
}

/** Texts of a conversation, in order of seq. */
export async function storedTexts(app: INestApplicationContext, target: ConversationTarget): Promise<string[]> {
  const rows = await app.get(UnitOfWork).run((tx) =>
    tx.query<{ body: string }>(
      `SELECT m.body FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE c.conversation_key = ? ORDER BY m.seq`,
      [keyOf(target)],
    ),
  );
  return rows.map(({ body }) => (JSON.parse(body) as { text: string }).text);
}

/** Something to wait for, and the one who brings it about. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
