import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';

/** @param msgId the push or broadcast whose body has just been removed */
export type PushRecallStep = (tx: Tx, msgId: number) => Promise<void>;

/**
 * What else goes with a recalled push, in its transaction: modules above, of which this one does not know, may keep
 * its body, too. Who makes such a copy holds the push's row: a recall comes before it, or finds the copy.
 */
@Injectable()
export class PushRecallSteps {
  private readonly steps: PushRecallStep[] = [];

  add(step: PushRecallStep): void {
    this.steps.push(step);
  }

  async take(tx: Tx, msgId: number): Promise<void> {
    for (const step of this.steps) await step(tx, msgId);
  }
}
