import type { AppError } from '../../common/errors/app-error.js';
import type { Tx } from '../../database/session.js';
import type { ConversationTarget } from '../conversation-target.js';
import type { MessageBody, Sender, SenderKind } from '../message.js';

/** A message that somebody wants to send. */
export interface AppendCommand {
  readonly target: ConversationTarget;
  readonly senderKind: SenderKind;
  readonly senderId: number;
  /** Unique per sender, for ever: a repeat is answered with the first result. */
  readonly clientMsgId: string | undefined;
  readonly type: number;
  readonly body: MessageBody;
  /** The connection it came over, if any. */
  readonly origin: string | undefined;
  /** Who decides whether it may be sent. */
  readonly rules: AppendRules;
}

export interface AppendResult {
  readonly msgId: number;
  readonly seq: number;
}

/** A conversation, locked by the transaction that asks. */
export interface LockedConversation {
  readonly id: number;
  readonly lastSeq: number;
  readonly memberCount: number;
  readonly membersVersion: number;
  /** Nothing may be sent any more: a group that was dismissed. */
  readonly isClosed: boolean;
}

/** A command whose conversation is known. */
export interface AddressedCommand {
  readonly command: AppendCommand;
  readonly conversationId: number;
}

export interface JudgedCommand {
  readonly command: AppendCommand;
  readonly conversation: LockedConversation;
}

/** Whether one command may be carried out; if so, as whom, and for how many receivers. */
export type Verdict =
  | { readonly allowed: true; readonly sender: Sender; readonly receivers: number }
  | { readonly allowed: false; readonly error: AppError };

export type Judge = (command: JudgedCommand) => Verdict;

/**
 * The rules of sending, which the writer itself does not know. They are asked inside the
 * transaction, under the conversations' locks, so that they hold on every node at once.
 */
export interface AppendRules {
  /**
   * Reads what decides about these commands: a fixed number of queries, however many commands. They are asked for in the
   * same breath as the locks, and carried out after them.
   * @returns who judges each of the commands whose conversation was locked
   */
  consult(tx: Tx, commands: readonly AddressedCommand[]): Promise<Judge>;

  /** Asked before a two-party conversation is made: refuses one whose parties do not exist, or whose sender may not send. */
  assertMayBegin(command: Pick<AppendCommand, 'senderId' | 'target'>): Promise<void>;
}
