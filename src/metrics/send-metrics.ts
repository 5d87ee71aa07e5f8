import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { AppError } from '../common/errors/app-error.js';
import { Metrics } from './metrics.js';

const OUTCOMES = ['ok', 'refused', 'unavailable', 'failed'] as const;

/** By whom, and over what: users by REST or over a socket; the CMS, its schedules included, for official accounts. */
export type SendDoor = 'rest' | 'socket' | 'cms';
type Outcome = (typeof OUTCOMES)[number];

const UNAVAILABLE = 10007;
const UNEXPECTED = 10500;

/** Counts sends: `ok` was answered with a msg_id, a repeat with its first one. */
@Injectable()
export class SendMetrics {
  private readonly children: Readonly<Record<SendDoor, Readonly<Record<Outcome, Counter.Internal>>>>;

  constructor(metrics: Metrics) {
    const sends = metrics.counter('sends_total', 'Sends that were answered, by door and outcome', ['door', 'outcome']);
    const child = (door: SendDoor, outcome: Outcome): Counter.Internal => {
      const made = sends.labels(door, outcome);
      made.inc(0);
      return made;
    };
    const ofDoor = (door: SendDoor) =>
      Object.fromEntries(OUTCOMES.map((outcome) => [outcome, child(door, outcome)])) as Record<
        Outcome,
        Counter.Internal
      >;
    this.children = { rest: ofDoor('rest'), socket: ofDoor('socket'), cms: ofDoor('cms') };
  }

  /** Passes a send's answer on, and what it throws. */
  async count<T>(door: SendDoor, send: () => Promise<T>): Promise<T> {
    try {
      const answer = await send();
      this.children[door].ok.inc();
      return answer;
    } catch (error) {
      this.children[door][outcomeOf(error)].inc();
      throw error;
    }
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof AppError) || error.code === UNEXPECTED) return 'failed';
  return error.code === UNAVAILABLE ? 'unavailable' : 'refused';
}
