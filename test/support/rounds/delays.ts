import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Redis } from 'ioredis';
import { pause } from '../../../src/common/async/pause.js';
import { EventBus, type EventType } from '../../../src/events/event-bus.js';
import { MembershipService } from '../../../src/groups/membership.service.js';
import { GroupRooms } from '../../../src/realtime/group-rooms.js';
import { NodeLink } from '../../../src/realtime/nodes/node-link.js';
import { RedisLink } from '../../../src/realtime/nodes/redis-link.js';
import type { Random } from './random.js';

const MAX_MS = 25;
/** More does not wait for its turn: a rounds' end must not lag behind its beginning. */
const MAX_WAITING = 5;

/**
 * Random waits between a commit and what follows from it on a node: its news, the move of sockets between rooms, the
 * emission, the reading of members, the publication to other nodes. What comes from one source keeps its order; what
 * comes from two may change places, as it may between two connections, two transactions and two nodes.
 */
export class Delays {
  /** How many waits there were. */
  count = 0;
  private readonly lines = new Map<string, { tail: Promise<void>; waiting: number }>();
  private isOn = true;

  constructor(private readonly random: Random) {}

  /** From now on everything takes its own time. */
  inject(app: NestFastifyApplication, node: string): void {
    const events = app.get(EventBus);
    const publish = events.publish.bind(events);
    events.publish = <P>(type: EventType<P>, payload: P) =>
      this.later(`${node} ${type.name} ${conversationOf(payload)}`, () => publish(type, payload));

    const rooms = app.get(GroupRooms);
    const apply = rooms.apply.bind(rooms);
    const deliver = rooms.deliver.bind(rooms);
    rooms.apply = (change) =>
      new Promise((resolve) => this.later(`${node} moves ${conversationOf(change)}`, () => resolve(apply(change))));
    rooms.deliver = (message, emit) =>
      this.later(`${node} emissions ${conversationOf(message)}`, () => deliver(message, emit));

    const memberships = app.get(MembershipService);
    const { membersAt, membersNow, groupsOf } = memberships;
    memberships.membersAt = (...asked) => this.slowly(() => membersAt.apply(memberships, asked));
    memberships.membersNow = (...asked) => this.slowly(() => membersNow.apply(memberships, asked));
    memberships.groupsOf = (...asked) => this.slowly(() => groupsOf.apply(memberships, asked));

    const link = app.get(NodeLink);
    const tell = link.publish.bind(link);
    link.publish = (channels, news) => this.later(`${node} link ${channels[0]}`, () => tell(channels, news));
    if (link instanceof RedisLink) this.delaySubscriptions(link);
  }

  /** Of a connection that nobody else sees, and that may be slower than the others. */
  private delaySubscriptions(link: RedisLink): void {
    const { subscriber } = link as unknown as { subscriber: Redis };
    const subscribe = subscriber.ssubscribe.bind(subscriber);
    subscriber.ssubscribe = async (...channels: unknown[]) => {
      await this.wait(4 * MAX_MS);
      return subscribe(...(channels as string[]));
    };
  }

  /** Ends the waits, and resolves once everything that waited has happened. */
  async end(): Promise<void> {
    this.isOn = false;
    // What one of them sets off may wait, too.
    for (let left = 4; left > 0; left -= 1) await Promise.all([...this.lines.values()].map(({ tail }) => tail));
  }

  private later(source: string, task: () => void): void {
    const line = this.lines.get(source) ?? { tail: Promise.resolve(), waiting: 0 };
    this.lines.set(source, line);
    line.waiting += 1;
    line.tail = line.tail
      .then(() => (line.waiting > MAX_WAITING ? undefined : this.wait()))
      .then(() => {
        line.waiting -= 1;
        task();
      });
  }

  /** What was read may be out of date before it is used. */
  private async slowly<T>(read: () => Promise<T>): Promise<T> {
    await this.wait();
    const result = await read();
    await this.wait();
    return result;
  }

  private async wait(maxMs = MAX_MS): Promise<void> {
    if (!this.isOn || this.random.chance(0.4)) return;
    this.count += 1;
    // Mostly short, sometimes long.
    await pause(maxMs * this.random.next() ** 3);
  }
}

/** Sources are apart by conversation, so that a busy one does not hold up the others. */
function conversationOf(payload: unknown): string {
  const { conversationId, message } = payload as { conversationId?: number; message?: { conversationId: number } };
  return String(conversationId ?? message?.conversationId);
}
