import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pause } from '../../../src/common/async/pause.js';
import { EventBus, type EventType } from '../../../src/events/event-bus.js';
import { MembershipService } from '../../../src/groups/membership.service.js';
import { GroupRooms } from '../../../src/realtime/group-rooms.js';
import { NodeLink } from '../../../src/realtime/nodes/node-link.js';
import type { Random } from './random.js';

const MAX_MS = 25;

/**
 * Random waits between a commit and what follows from it on a node: its news, the move of sockets between rooms, the
 * emission, the reading of members, the publication to other nodes. What comes from one source keeps its order; what
 * comes from two may change places, as it may between two connections, two transactions and two nodes.
 */
export class Delays {
  /** How many waits there were. */
  count = 0;
  private readonly tails = new Map<string, Promise<void>>();
  private isOn = true;

  constructor(private readonly random: Random) {}

  /** From now on everything takes its own time. */
  inject(app: NestFastifyApplication, node: string): void {
    const events = app.get(EventBus);
    const publish = events.publish.bind(events);
    events.publish = <P>(type: EventType<P>, payload: P) =>
      this.later(`${node} ${type.name}`, () => publish(type, payload));

    const rooms = app.get(GroupRooms);
    const apply = rooms.apply.bind(rooms);
    const deliver = rooms.deliver.bind(rooms);
    rooms.apply = (change) => this.later(`${node} moves`, () => apply(change));
    rooms.deliver = (message, emit) => this.later(`${node} emissions`, () => deliver(message, emit));

    const memberships = app.get(MembershipService);
    const { membersAt, membersNow, groupsOf } = memberships;
    memberships.membersAt = (...asked) => this.slowly(() => membersAt.apply(memberships, asked));
    memberships.membersNow = (...asked) => this.slowly(() => membersNow.apply(memberships, asked));
    memberships.groupsOf = (...asked) => this.slowly(() => groupsOf.apply(memberships, asked));

    const link = app.get(NodeLink);
    const tell = link.publish.bind(link);
    link.publish = (channels, news) => this.later(`${node} link`, () => tell(channels, news));
  }

  /** Ends the waits, and resolves once everything that waited has happened. */
  async end(): Promise<void> {
    this.isOn = false;
    // What one of them sets off may wait, too.
    for (let left = 4; left > 0; left -= 1) await Promise.all(this.tails.values());
  }

  private later(source: string, task: () => void): void {
    const tail = (this.tails.get(source) ?? Promise.resolve()).then(() => this.wait()).then(task);
    this.tails.set(source, tail);
  }

  /** What was read may be out of date before it is used. */
  private async slowly<T>(read: () => Promise<T>): Promise<T> {
    await this.wait();
    const result = await read();
    await this.wait();
    return result;
  }

  private async wait(): Promise<void> {
    if (!this.isOn || this.random.chance(0.4)) return;
    this.count += 1;
    // Mostly short, sometimes long.
    await pause(MAX_MS * this.random.next() ** 3);
  }
}
