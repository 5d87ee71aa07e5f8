/** The span within which an instant lies: after `from`, not after `by`. Milliseconds. */
export interface Window {
  from: number;
  by: number;
}

/** An operation that switches the state at some instant between its two times. */
interface Change {
  invoked: number;
  /** Infinity when the outcome is unknown: it may still take effect at any time. */
  done: number;
  isCertain: boolean;
}

/** A span in which the state is beyond doubt: open at both ends. `maxEnd` is the latest end up to here. */
interface Span {
  start: number;
  maxEnd: number;
}

/**
 * A fact that is on or off (a member or not, blocked or not), changed by operations that overlap in time.
 * Overlapping operations are never ordered: a state counts as certain only where every legal order agrees.
 */
export class TwoState {
  readonly #on: Change[] = [];
  readonly #off: Change[] = [];
  #isInitiallyOn = false;
  #spans: { on: Span[]; off: Span[] } | undefined;

  /** States that it was on before the log began. */
  beginOn(): void {
    this.#isInitiallyOn = true;
    this.#spans = undefined;
  }

  /** Adds an operation that took effect (`isCertain`) or may have; leave out the refused ones. */
  change(to: 'on' | 'off', invoked: number, done: number, isCertain: boolean): void {
    (to === 'on' ? this.#on : this.#off).push({ invoked, done, isCertain });
    this.#spans = undefined;
  }

  /** On before the log began, and nothing that may have switched it off. */
  get isAlwaysOn(): boolean {
    return this.#isInitiallyOn && this.#off.length === 0;
  }

  get hasBeenSwitchedOff(): boolean {
    return this.#off.some((change) => change.isCertain);
  }

  /** Is it on wherever in the window the instant lies? */
  isCertainlyOn(window: Window): boolean {
    return covers(this.#certain().on, window);
  }

  /** Is it off wherever in the window the instant lies? */
  isCertainlyOff(window: Window): boolean {
    return covers(this.#certain().off, window);
  }

  #certain(): { on: Span[]; off: Span[] } {
    if (this.#spans === undefined) {
      const before: Change = { invoked: -Infinity, done: -Infinity, isCertain: true };
      const on = this.#isInitiallyOn ? [before, ...this.#on] : this.#on;
      const off = this.#isInitiallyOn ? this.#off : [before, ...this.#off];
      this.#spans = { on: spansOf(on, off), off: spansOf(off, on) };
    }
    return this.#spans;
  }
}

/** From the answer of each certain change to the first invocation of what may have undone it. */
function spansOf(changes: readonly Change[], opposites: readonly Change[]): Span[] {
  const byDone = [...opposites].sort((a, b) => compare(a.done, b.done));
  const firstInvokedFrom: number[] = new Array<number>(byDone.length + 1).fill(Infinity);
  for (let i = byDone.length - 1; i >= 0; i--) {
    firstInvokedFrom[i] = Math.min(firstInvokedFrom[i + 1] ?? Infinity, byDone[i]?.invoked ?? Infinity);
  }
  const spans = changes
    .filter((change) => change.isCertain)
    .map((change) => {
      // An opposite that was answered before this one was asked is undone by it; any other may come after it.
      const later = countBelow(byDone, (opposite) => opposite.done < change.invoked);
      return { start: change.done, maxEnd: firstInvokedFrom[later] ?? Infinity };
    })
    .sort((a, b) => compare(a.start, b.start));
  let maxEnd = -Infinity;
  for (const span of spans) span.maxEnd = maxEnd = Math.max(maxEnd, span.maxEnd);
  return spans;
}

function covers(spans: readonly Span[], { from, by }: Window): boolean {
  const last = spans[countBelow(spans, (span) => span.start <= from) - 1];
  return last !== undefined && by < last.maxEnd;
}

/** How many leading elements hold, where those that hold come first. */
export function countBelow<T>(sorted: readonly T[], holds: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Subtraction would make NaN of two infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
