import { LRUCache } from 'lru-cache';
import type { MessageCreated } from '../../timeline/timeline-events.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import type { Located } from '../../timeline/timeline-reader.js';
import { roomsOf } from '../rooms.js';

const REMEMBERED = 50_000;
const MAX_BEFORE = 20;

/** How far this node is in a conversation. */
export interface Line {
  /** Where its messages are heard, as long as one of these rooms is there. */
  readonly rooms: readonly string[];
  /** The first seq that this node answers for. */
  first: number;
  /** What went out in turn before it: of lines that this one took the place of, and before a leap; the latest of these. */
  before: readonly SeqRange[];
  /** The seq whose turn it is. */
  next: number;
  /** Messages ahead of their turn. */
  readonly ahead: Map<number, MessageCreated>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The lines of the conversations that this node hears. Where nobody here is in a conversation any
 * more, its messages pass by, and the line would be wrong by the time that somebody is again.
 */
export class ConversationLines {
  private readonly lines = new LRUCache<number, Line>({
    max: REMEMBERED,
    dispose: (line, conversationId, reason) => {
      this.unlist(line, conversationId);
      if (reason === 'evict') end(line);
    },
  });
  private readonly held = new Set<string>();
  private readonly byRoom = new Map<string, Set<number>>();

  get(conversationId: number): Line | undefined {
    return this.lines.get(conversationId);
  }

  all(): Iterable<Line> {
    return this.lines.values();
  }

  /** A new line, in place of the one that there may be: what is being read for that one has nobody to go to. */
  begin({ conversationId, target }: Located, first: number): Line {
    const old = this.lines.peek(conversationId);
    const before = old ? goneOut(old) : [];
    const line: Line = { rooms: roomsOf(target), first, next: first, before, ahead: new Map(), timer: undefined };
    this.lines.set(conversationId, line);
    if (old) end(old);
    for (const room of line.rooms) {
      const listed = this.byRoom.get(room);
      if (listed) listed.add(conversationId);
      else this.byRoom.set(room, new Set([conversationId]));
    }
    return line;
  }

  hold(room: string): void {
    this.held.add(room);
  }

  release(room: string): void {
    this.held.delete(room);
    for (const conversationId of [...(this.byRoom.get(room) ?? [])]) this.forgetUnheard(conversationId);
  }

  isHeard(rooms: readonly string[]): boolean {
    return rooms.some((room) => this.held.has(room));
  }

  /** Forgets a line that nobody hears, once nothing waits in it. */
  forgetUnheard(conversationId: number): void {
    const line = this.lines.peek(conversationId);
    if (!line || line.ahead.size > 0 || this.isHeard(line.rooms)) return;
    this.lines.delete(conversationId);
    end(line);
  }

  private unlist({ rooms }: Line, conversationId: number): void {
    for (const room of rooms) {
      const listed = this.byRoom.get(room);
      listed?.delete(conversationId);
      if (listed?.size === 0) this.byRoom.delete(room);
    }
  }
}

/**
 * Has a line go on at `seq`, where what lies before is more than is filled. Where that comes yet, it is older than the line.
 * @returns what waited there, in order
 */
export function skipTo(line: Line, seq: number): MessageCreated[] {
  if (seq <= line.next) return [];
  const waited = [...line.ahead.values()]
    .filter(({ message }) => message.seq < seq)
    .sort((a, b) => a.message.seq - b.message.seq);
  for (const { message } of waited) line.ahead.delete(message.seq);
  line.before = goneOut(line);
  line.first = seq;
  line.next = seq;
  return waited;
}

function goneOut({ before, first, next }: Line): SeqRange[] {
  return next > first ? [...before, { from: first, to: next - 1 }].slice(-MAX_BEFORE) : [...before];
}

/** What is being read for it has nobody to go to. */
function end(line: Line): void {
  clearTimeout(line.timer);
  line.ahead.clear();
  line.next = Number.POSITIVE_INFINITY;
}
