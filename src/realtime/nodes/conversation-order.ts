import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Message } from '../../timeline/message.js';
import type { MessageCreated } from '../../timeline/timeline-events.js';
import { type Located, TimelineReader } from '../../timeline/timeline-reader.js';
import { roomsOf } from '../rooms.js';
import { ConversationLines, type Line, skipTo } from './conversation-lines.js';

const WAIT_MS = 150;
/** So many are read at most where they are missing; clients sync the others. */
const MAX_FILLED = 100;
/** One that is further ahead was not overtaken: those before it were missed. Commits are of up to 256, and several under way. */
const MAX_AHEAD = 1_000;
/** A message read back from the database belongs to no version of the members that a room could stand for. */
const NO_VERSION = -1;
/** Longer than news of a joining takes, by a lot. */
const PASSED_MS = 10_000;

/**
 * Emits each conversation's messages in order of seq, wherever they were sent. One that is ahead
 * of its turn waits for the others up to 150 ms; then what is missing is read from the database, once.
 */
@Injectable()
export class ConversationOrder implements OnApplicationShutdown {
  private readonly logger = new Logger(ConversationOrder.name);
  private readonly lines = new ConversationLines();
  /**
   * What was emitted out of turn: sent here where nobody was known to hear it (those who joined already were found in
   * the database), or older than its line. Who catches up is not to have it twice.
   */
  private readonly passed = new LRUCache<string, true>({ max: 10_000, ttl: PASSED_MS });

  constructor(private readonly reader: TimelineReader) {}

  onApplicationShutdown(): void {
    for (const line of this.lines.all()) clearTimeout(line.timer);
  }

  /** This node begins to hear what is sent over a room. */
  hold(room: string): void {
    this.lines.hold(room);
  }

  release(room: string): void {
    this.lines.release(room);
  }

  accept(event: MessageCreated, emit: (event: MessageCreated) => void): void {
    const { conversationId, seq, target } = event.message;
    const line = this.lines.get(conversationId);
    if (!line && !this.lines.isHeard(roomsOf(target))) {
      // Who is to have it is not decided here; it moves no line.
      this.emitOutOfTurn(event, emit);
    } else if (!line || seq > line.next + MAX_AHEAD) {
      const waiting = sorted(line);
      this.lines.begin(event.message, seq).next = seq + 1;
      for (const one of waiting) this.emitOutOfTurn(one, emit);
      emit(event);
    } else if (seq < line.next) {
      // Emitted already, unless it is older than all that this node knows of the conversation.
      if (seq < line.first && !line.before.some(({ from, to }) => from <= seq && seq <= to))
        this.emitOutOfTurn(event, emit);
    } else {
      line.ahead.set(seq, event);
      this.emitDue(line, conversationId, emit);
      this.waitForTurn(line, event.message, emit);
    }
    this.lines.forgetUnheard(conversationId);
  }

  /** This node is about to hear a conversation from `first` on: what comes later waits for what it cannot hear yet. */
  begin(conversation: Located, first: number): void {
    const { conversationId, target } = conversation;
    if (this.lines.get(conversationId) === undefined && this.lines.isHeard(roomsOf(target)))
      this.lines.begin(conversation, first);
  }

  /** For a conversation that this node begins to listen to: emits what was sent after `seq` and before it could hear. */
  async catchUp(conversation: Located, seq: number, emit: (event: MessageCreated) => void): Promise<void> {
    const { conversationId } = conversation;
    this.begin(conversation, seq + 1);
    const line = this.lines.get(conversationId);
    if (!line) return;
    await this.fillBefore(line, conversation, seq + 1, emit);
    await this.fill(line, conversation, (await this.reader.lastSeq(conversationId)) + 1, emit);
    this.lines.forgetUnheard(conversationId);
  }

  private waitForTurn(line: Line, conversation: Located, emit: (event: MessageCreated) => void): void {
    if (line.ahead.size > 0) line.timer ??= setTimeout(() => this.fillFrom(line, conversation, emit), WAIT_MS);
  }

  private fillFrom(line: Line, conversation: Located, emit: (event: MessageCreated) => void): void {
    line.timer = undefined;
    const turn = Math.min(...line.ahead.keys());
    void this.fill(line, conversation, turn, emit)
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'Missing messages could not be read; clients will sync');
        line.next = Math.max(line.next, turn);
        this.emitDue(line, conversation.conversationId, emit);
      })
      // Beyond the hole that was filled there may be another one.
      .finally(() => {
        this.waitForTurn(line, conversation, emit);
        this.lines.forgetUnheard(conversation.conversationId);
      });
  }

  /** Emits what lies before `end` from the database, and then what waited for it. */
  private async fill(
    line: Line,
    conversation: Located,
    end: number,
    emit: (event: MessageCreated) => void,
  ): Promise<void> {
    const from = Math.max(line.next, end - MAX_FILLED);
    for (const one of skipTo(line, from)) this.emitOutOfTurn(one, emit);
    const messages = from < end ? await this.reader.read(conversation, [{ from, to: end - 1 }]) : [];
    for (const message of messages) {
      // Meanwhile it may have come by itself.
      if (message.seq < line.next) continue;
      const waiting = line.ahead.get(message.seq);
      line.ahead.delete(message.seq);
      line.next = message.seq + 1;
      this.emitRead(message, emit, waiting);
    }
    this.emitDue(line, conversation.conversationId, emit);
  }

  /** Emits what lies between `first` and a line that something sent here had begun before. */
  private async fillBefore(
    line: Line,
    conversation: Located,
    first: number,
    emit: (event: MessageCreated) => void,
  ): Promise<void> {
    const end = line.first;
    const from = Math.max(first, end - MAX_FILLED);
    if (from >= end) return;
    // What comes from now on is read, too.
    line.first = from;
    for (const message of await this.reader.read(conversation, [{ from, to: end - 1 }])) this.emitRead(message, emit);
  }

  /**
   * Also what was recalled meanwhile, as the placeholder that it is: its seq would be a gap.
   * @param waiting the message as it came: the socket that sent it is known
   */
  private emitRead(message: Message, emit: (event: MessageCreated) => void, waiting?: MessageCreated): void {
    if (this.passed.has(keyOf(message))) return;
    emit({ membersVersion: NO_VERSION, receivers: 0, origin: undefined, ...waiting, message });
  }

  private emitOutOfTurn(event: MessageCreated, emit: (event: MessageCreated) => void): void {
    this.passed.set(keyOf(event.message), true);
    emit(event);
  }

  /** Emits what has its turn, and passes over what had it before. */
  private emitDue(line: Line, conversationId: number, emit: (event: MessageCreated) => void): void {
    for (;;) {
      const event = line.ahead.get(line.next);
      if (!event && !this.passed.has(keyOf({ conversationId, seq: line.next }))) break;
      line.ahead.delete(line.next);
      line.next += 1;
      if (event) emit(event);
    }
    if (line.ahead.size === 0) {
      clearTimeout(line.timer);
      line.timer = undefined;
    }
  }
}

function keyOf({ conversationId, seq }: Pick<Message, 'conversationId' | 'seq'>): string {
  return `${conversationId}:${seq}`;
}

function sorted(line: Line | undefined): MessageCreated[] {
  return [...(line?.ahead.values() ?? [])].sort((a, b) => a.message.seq - b.message.seq);
}
