import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Completion, HistoryEvent, Invocation, PageSighting, PushSighting, StatusSighting } from './events.js';

/** Answers after which a write may or may not have happened: storage unavailable, internal error. */
const INDETERMINATE_CODES: ReadonlySet<number> = new Set([10007, 10500]);

/** Milliseconds; far below what two real events can be apart, far above the rounding of a day in a double. */
const TICK = 1e-6;

const LINES_PER_WRITE = 10_000;

type Unstamped<E> = E extends unknown ? Omit<E, 't_mono'> : never;

/** An operation that was invoked and waits for its outcome; one that never gets any counts as indeterminate. */
export interface PendingOperation {
  /** It took effect. A send hands over the msg_id it was answered with. */
  ok(answer?: { msg_id?: number | undefined }): void;
  /** It was refused with this error_code; 10007 and 10500 leave the outcome open and count as `info`. */
  fail(code: number): void;
  /** Nobody can tell: timeout, reset, 10007, kill. */
  info(reason: string): void;
}

/**
 * The append-only log of one concurrent test: operations, what readers saw, and the faults between them.
 * All of it is stamped by one monotonic clock of the harness process, so "before" means real-time precedence.
 */
export class History {
  readonly #events: HistoryEvent[] = [];
  readonly #now: () => number;
  readonly #origin: number;
  #lastTime = 0;
  #nextOp = 1;

  /** @param now a monotonic clock in milliseconds; given only by tests of the checker itself */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#origin = now();
  }

  /** Everything logged so far, in the order of time. */
  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Logs that an operation starts; call it right before the request leaves. */
  invoke(call: Invocation): PendingOperation {
    const op = this.#nextOp++;
    this.#append({ type: 'invoke', op, ...call });
    let isOpen = true;
    const complete = (completion: Completion): void => {
      if (!isOpen) throw new Error(`operation ${op} (${call.f}) was already completed`);
      isOpen = false;
      this.#append({ op, ...completion });
    };
    return {
      ok: (answer = {}) => complete({ type: 'ok', msg_id: answer.msg_id }),
      fail: (code) => complete(refusal(code)),
      info: (reason) => complete({ type: 'info', reason }),
    };
  }

  /**
   * Logs an operation from invocation to outcome.
   * @param request resolves to the wire's envelope, whichever door it came through
   * @returns how it ended; what `request` throws is an outcome (`info`), not an error of this call
   */
  async run(call: Invocation, request: () => Promise<unknown>): Promise<Completion> {
    const op = this.invoke(call);
    let completion: Completion;
    try {
      completion = classify(call, await request());
    } catch (error) {
      completion = { type: 'info', reason: String(error) };
    }
    if (completion.type === 'ok') op.ok({ msg_id: completion.msg_id });
    else if (completion.type === 'fail') op.fail(completion.code);
    else op.info(completion.reason);
    return completion;
  }

  /** States that `uid` has been a member since before the log began, until a `leave`. */
  member(conv: string, uid: string): void {
    this.#append({ type: 'member', conv, uid });
  }

  push(sighting: PushSighting): void {
    this.#append({ type: 'push', ...sighting });
  }

  read(page: PageSighting): void {
    this.#append({ type: 'read', ...page, msgs: [...page.msgs] });
  }

  status(sighting: StatusSighting): void {
    this.#append({ type: 'status', ...sighting });
  }

  /** Counts one injected fault, such as 'kill-9 A'. */
  fault(kind: string): void {
    this.#append({ type: 'fault', kind });
  }

  /** Writes the log as JSONL, one event a line. */
  save(path: string): void {
    const file = openSync(path, 'w');
    try {
      // In slices: the text of a night's log does not fit one string.
      for (let at = 0; at < this.#events.length; at += LINES_PER_WRITE) {
        const slice = this.#events.slice(at, at + LINES_PER_WRITE);
        writeSync(file, slice.map((event) => `${JSON.stringify(event)}\n`).join(''));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Reads a saved log back; what is appended afterwards lies later than all of it. */
  static load(path: string): History {
    const history = new History();
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const event = JSON.parse(line) as HistoryEvent;
      history.#events.push(event);
      history.#lastTime = Math.max(history.#lastTime, event.t_mono);
      if (event.type === 'invoke') history.#nextOp = Math.max(history.#nextOp, event.op + 1);
    }
    return history;
  }

  #append(event: Unstamped<HistoryEvent>): void {
    this.#lastTime = Math.max(this.#now() - this.#origin, this.#lastTime + TICK);
    this.#events.push({ t_mono: this.#lastTime, ...event });
  }
}

/** Reads an envelope: `{datas}` is ok, an error_code is a refusal unless it leaves the outcome open. */
function classify(call: Invocation, answer: unknown): Completion {
  const envelope = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const code = envelope['error_code'];
  if (typeof code === 'number') return refusal(code);
  if (!('datas' in envelope)) return { type: 'info', reason: 'the answer is no envelope' };
  const datas = envelope['datas'];
  // A positive answer to a send without an id stays ok: the checker reports it as I13.
  return call.f === 'send' && Number.isSafeInteger(datas) ? { type: 'ok', msg_id: datas as number } : { type: 'ok' };
}

function refusal(code: number): Completion {
  return INDETERMINATE_CODES.has(code) ? { type: 'info', reason: String(code) } : { type: 'fail', code };
}
