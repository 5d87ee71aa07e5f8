const CHECK_MS = 1000;
const LOST_AFTER_MS = 4000;

/** Notices when another node falls silent: it may have died between a commit and its publication. */
export class NodeWatch {
  private readonly lastSeen = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly onLost: () => void) {
    this.timer = setInterval(() => this.check(), CHECK_MS).unref();
  }

  see(node: string): void {
    this.lastSeen.set(node, Date.now());
  }

  /** The node said goodbye: its silence means nothing. */
  forget(node: string): void {
    this.lastSeen.delete(node);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const now = Date.now();
    for (const [node, seen] of this.lastSeen) {
      if (now - seen < LOST_AFTER_MS) continue;
      this.lastSeen.delete(node);
      this.onLost();
    }
  }
}
