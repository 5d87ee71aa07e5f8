const EVERY_MS = 1000;

/** Says how far a transfer is: a line a second at most, and one for each table that is done. */
export class TransferReport {
  private readonly start = performance.now();
  private nextAt = this.start + EVERY_MS;
  private readonly atStart: number;

  /**
   * @param total rows of all tables
   * @param present those that an earlier run has moved
   */
  constructor(
    private readonly total: number,
    private present: number,
    private readonly say: (line: string) => void,
  ) {
    this.atStart = present;
  }

  /** Some more rows of a table are there. */
  moved(table: string, rows: number, of: number, more: number): void {
    this.present += more;
    if (performance.now() < this.nextAt) return;
    this.nextAt = performance.now() + EVERY_MS;
    this.say(`${table}: ${rows} of ${of} rows (${this.figures()})`);
  }

  finished(table: string, rows: number): void {
    this.say(`${table}: ${rows} rows (${this.figures()})`);
  }

  private figures(): string {
    const percent = this.total === 0 ? 100 : Math.floor((100 * this.present) / this.total);
    const seconds = (performance.now() - this.start) / 1000;
    return `${percent} % of all, ${Math.round((this.present - this.atStart) / seconds)} rows/s`;
  }
}
