import { storageUnavailable } from '../../common/errors/app-error.js';
import { keyOf } from '../conversation-target.js';
import type { AppendCommand, AppendResult } from './append-command.js';
import { contentHash } from './content-hash.js';

/** A command on its way: answered exactly once, by its result, its refusal or its deadline. */
export class PendingAppend {
  readonly key: string;
  readonly hash: string;
  /** UTC milliseconds. */
  readonly acceptedAt = Date.now();
  readonly result: Promise<AppendResult>;
  /** How often another transaction held its conversation, and it was left out. */
  skipped = 0;
  private settled = false;
  private accept!: (result: AppendResult) => void;
  private refuse!: (error: unknown) => void;
  private readonly deadline: NodeJS.Timeout;

  constructor(
    readonly command: AppendCommand,
    deadlineMs: number,
  ) {
    this.key = keyOf(command.target);
    this.hash = contentHash(command);
    this.result = new Promise((resolve, reject) => {
      this.accept = resolve;
      this.refuse = reject;
    });
    this.deadline = setTimeout(() => this.reject(storageUnavailable()), deadlineMs);
  }

  /** Whether its caller was answered: such a command is never executed, or executed again. */
  get isSettled(): boolean {
    return this.settled;
  }

  /** Identity for repeats; undefined without a client_msg_id. */
  get repeatKey(): string | undefined {
    const { senderKind, senderId, clientMsgId } = this.command;
    return clientMsgId === undefined ? undefined : `${senderKind}:${senderId}:${clientMsgId}`;
  }

  resolve(result: AppendResult): void {
    if (this.settle()) this.accept(result);
  }

  reject(error: unknown): void {
    if (this.settle()) this.refuse(error);
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.deadline);
    return true;
  }
}
