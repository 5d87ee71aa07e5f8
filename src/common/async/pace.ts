import { yieldToOthers } from './pause.js';

const SLICE_MS = 10;

/** Divides work of many small steps into slices, between which the event loop serves others. */
export class Pace {
  private began = performance.now();

  /** To be awaited after each step. */
  async rest(): Promise<void> {
    if (performance.now() - this.began < SLICE_MS) return;
    await yieldToOthers();
    this.began = performance.now();
  }
}
