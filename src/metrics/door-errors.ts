import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ErrorCode } from '../common/errors/error-codes.js';
import { Metrics } from './metrics.js';

const DOORS = ['http', 'event', 'handshake'] as const;

/** Through which door a caller came. */
export type Door = (typeof DOORS)[number];

const RATE_LIMITED = 10005;
/** What alarms look at. */
const ALARMING = [10007, 10500] as const;

/** Counts refusals, of whatever kind, by the door that told them. */
@Injectable()
export class DoorErrors {
  private readonly errors: Counter<'door' | 'code'>;
  private readonly byDoor = new Map<Door, Map<ErrorCode, Counter.Internal>>();
  private readonly limited: Readonly<Record<Door, Counter.Internal>>;

  constructor(metrics: Metrics) {
    this.errors = metrics.counter('errors_total', 'Refusals, by door and error_code', ['door', 'code']);
    const limited = metrics.counter('rate_limited_total', 'Calls and events that were too many, by door', ['door']);
    this.limited = {
      http: limited.labels('http'),
      event: limited.labels('event'),
      handshake: limited.labels('handshake'),
    };
    for (const door of DOORS) {
      this.byDoor.set(door, new Map());
      // Present from the start: from nothing to one is no increase to Prometheus.
      this.limited[door].inc(0);
      for (const code of ALARMING) this.childOf(door, code).inc(0);
    }
  }

  count(door: Door, code: ErrorCode): void {
    this.childOf(door, code).inc();
    if (code === RATE_LIMITED) this.limited[door].inc();
  }

  private childOf(door: Door, code: ErrorCode): Counter.Internal {
    const known = this.byDoor.get(door)?.get(code);
    if (known) return known;
    const child = this.errors.labels(door, String(code));
    this.byDoor.get(door)?.set(code, child);
    return child;
  }
}
