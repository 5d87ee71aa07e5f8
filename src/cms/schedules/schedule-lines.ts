import type { DueSchedule } from './schedule.repository.js';

/** Each may hold a connection for as long as a push takes; everybody else's sends need some, too. */
export const ACCOUNTS_AT_ONCE = 4;

/**
 * What is due, in a line per account: an account's in order, and some accounts at once. Others wait for their turn, which
 * comes by how long they have waited, so that accounts with very many due take turns with those that have one.
 */
export class ScheduleLines {
  /** By account; the next one first. */
  private readonly waiting = new Map<number, readonly DueSchedule[]>();
  private readonly running = new Map<number, Promise<void>>();
  private isStopped = false;

  /**
   * @param send one of them; where it throws, every other one would fare alike: what waits is looked up again
   * @param told of each line that has ended, with the error that ended it
   */
  constructor(
    private readonly send: (id: number) => Promise<void>,
    private readonly told: (error?: unknown) => void,
  ) {}

  /** The accounts that are being sent for. */
  get accounts(): number[] {
    return [...this.running.keys()];
  }

  /**
   * Takes in what a look found. It may be older than what was sent meanwhile: to send one again does nothing.
   * @param due an account's in order
   */
  add(due: readonly DueSchedule[]): void {
    const found = new Map<number, DueSchedule[]>();
    for (const one of due) found.set(one.serviceId, [...(found.get(one.serviceId) ?? []), one]);
    // Who waits already keeps their place.
    for (const [account, line] of found) this.waiting.set(account, line);
    this.begin();
  }

  /** Begins nothing more; resolves when what is being sent is sent. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.running.values());
  }

  private begin(): void {
    for (const [account, line] of this.waiting) {
      if (this.isStopped || this.running.size >= ACCOUNTS_AT_ONCE) return;
      if (this.running.has(account)) continue;
      this.waiting.delete(account);
      this.running.set(account, this.run(account, line));
    }
  }

  private async run(account: number, line: readonly DueSchedule[]): Promise<void> {
    try {
      for (const { id } of line) {
        if (this.isStopped) break;
        await this.send(id);
      }
      this.told();
    } catch (error) {
      this.waiting.clear();
      this.told(error);
    } finally {
      this.running.delete(account);
      this.begin();
    }
  }
}
