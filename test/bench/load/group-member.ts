import type { Connection } from './connection.js';
import { pause, type Wrongs } from './load-process.js';

const KEY = /"text":"(\d+):(\d+) /g;
const SEQ = /"seq":(\d+)/g;
/** As clients do (docs/clients.md): a gap is waited for, and then synced over. */
const GAP_MS = 1_000;
/** And what is refused with 10007 is asked again, counted as another sync. */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export interface GroupMemberOptions {
  readonly connection: Connection;
  readonly senders: number;
  /** Of the group; undefined where there is nothing to sync from: a gap is then a loss. */
  readonly conversationId: string | undefined;
  readonly wrongs: Wrongs;
  /** Called once with each message, each sender's in their order. */
  readonly onMessage: (key: string) => void;
}

/** One member's device: hears each sender's messages in order, and syncs where one is missing. */
export class GroupMember {
  /** How often it asked. */
  syncs = 0;
  /** Of each sender: up to which message everything was heard. */
  private readonly heard: Int32Array;
  /** Ahead of their turn. */
  private readonly ahead = new Set<string>();
  /** The last packet that left nothing ahead: where a sync begins. */
  private whole = '';
  private isSyncing = false;

  constructor(private readonly options: GroupMemberOptions) {
    this.heard = new Int32Array(options.senders);
    options.connection.onEvent = (packet) => this.hear(packet);
  }

  /** Takes what it does not have from the server, as where a push was lost. */
  async sync(): Promise<void> {
    const { connection, conversationId = '', wrongs } = this.options;
    this.isSyncing = true;
    let seq = this.lastSeqOf(this.whole);
    let wait = RETRY_MS;
    for (let hasMore = true; hasMore;) {
      this.syncs += 1;
      const answer = await connection.emit('message:sync', { known: { [conversationId]: seq }, limit: 1_000 });
      if (answer.includes('"error_code":10007') && wait < LONGEST_RETRY_MS) {
        await pause(wait * (0.5 + Math.random()));
        wait *= 2;
        continue;
      }
      if (!answer.includes('"datas"')) return wrongs.add(`sync refused: ${answer}`);
      for (const [, sender, n] of answer.matchAll(KEY)) this.take(Number(sender), Number(n));
      hasMore = answer.includes('"has_more":true');
      seq = Math.max(seq, this.lastSeqOf(answer));
    }
    this.isSyncing = false;
  }

  private hear(packet: string): void {
    KEY.lastIndex = 0;
    const [, sender, n] = KEY.exec(packet) ?? [];
    if (sender !== undefined && n !== undefined) this.take(Number(sender), Number(n));
    else if (packet.startsWith('["sync:hint"') && !this.isSyncing) void this.sync();
    if (this.ahead.size === 0) this.whole = packet;
    else if (this.options.conversationId !== undefined && !this.isSyncing) void this.syncOverGap();
  }

  private take(sender: number, n: number): void {
    const { wrongs, onMessage, conversationId } = this.options;
    const last = this.heard[sender] ?? 0;
    if (n <= last) {
      // What a sync answered may be pushed, too.
      if (this.syncs === 0) wrongs.add('doubled');
      return;
    }
    if (n > last + 1) {
      if (conversationId === undefined) wrongs.add('lost or out of order');
      this.ahead.add(`${sender}:${n}`);
      return;
    }
    for (let next = n; next === n || this.ahead.delete(`${sender}:${next}`); next += 1) {
      this.heard[sender] = next;
      onMessage(`${sender}:${next}`);
    }
  }

  private async syncOverGap(): Promise<void> {
    this.isSyncing = true;
    await pause(GAP_MS * (1 + Math.random() / 2));
    if (this.ahead.size > 0) await this.sync();
    this.isSyncing = false;
  }

  private lastSeqOf(text: string): number {
    return Math.max(0, ...[...text.matchAll(SEQ)].map(([, seq]) => Number(seq)));
  }
}
