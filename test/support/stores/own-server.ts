import { rmSync } from 'node:fs';
import type { Service } from '../../../scripts/lib/cluster-service.mjs';
import { atProcessEnd } from '../process-end.js';

/** A server of a test's own: what `npm run cluster` starts, but it ends with the test process, and its data too. */
export abstract class OwnServer<S extends Service> {
  private readonly forget: () => void;

  constructor(
    protected readonly service: S,
    private readonly folder: string,
  ) {
    this.forget = atProcessEnd(() => service.signal('SIGKILL'));
  }

  get port(): number {
    return this.service.port;
  }

  get pid(): number {
    return this.service.pid;
  }

  start(): Promise<void> {
    return this.service.start();
  }

  freeze(): void {
    this.service.freeze();
  }

  thaw(): void {
    this.service.thaw();
  }

  kill(): Promise<void> {
    return this.service.kill();
  }

  async restart(): Promise<void> {
    await this.service.stop();
    await this.service.start();
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.forget();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
