import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { operatorChanged } from '../../auth/operators/operator-events.js';
import { OperatorStandings } from '../../auth/operators/operator-standings.js';
import type { OperatorStanding } from '../../auth/operators/operator.js';
import { SerialQueue } from '../../common/async/serial-queue.js';
import { AppError } from '../../common/errors/app-error.js';
import { EventBus } from '../../events/event-bus.js';
import { SessionEnder } from '../session-ender.js';
import { type CmsConnection, CmsConnections } from './cms-connections.js';
import { accountRoom, CMS_ROOM, EVERY_ACCOUNT } from './cms-rooms.js';

const CHECK_MS = 400;

/**
 * Keeps connections as their operators stand: in the rooms of the official accounts that they work for, and ended
 * once their password changed or they were removed. What changes here counts at once; what changes through
 * another node, or past all of them, is found in the database, which needs no Redis.
 */
@Injectable()
export class OperatorWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(OperatorWatch.name);
  /** One after the other: an older finding must not undo a newer one. */
  private readonly checks = new SerialQueue();
  private readonly timer = setInterval(() => this.checkSoon(this.connections.all), CHECK_MS).unref();

  constructor(
    private readonly connections: CmsConnections,
    private readonly operators: OperatorStandings,
    private readonly sessions: SessionEnder,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.subscribe(operatorChanged, ({ operatorId }) => this.check(this.connections.of(operatorId)));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Puts registered connections into the rooms that are theirs by now, or ends them. */
  async check(connections: readonly CmsConnection[]): Promise<void> {
    const people = connections.filter(({ operator }) => operator !== undefined);
    if (people.length > 0) await this.checks.run(() => this.look(people));
  }

  /** From time to time: where the database is slow, one look waits, and no more. */
  private checkSoon(connections: readonly CmsConnection[]): void {
    if (this.checks.size > 1) return;
    this.check(connections).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'Operators could not be checked; it is tried again'),
    );
  }

  private async look(connections: readonly CmsConnection[]): Promise<void> {
    const ids = new Set(connections.flatMap(({ operator }) => operator?.id ?? []));
    const standings = await this.operators.find([...ids]);
    for (const connection of connections) {
      // It may be gone by now, and would leave its rooms behind.
      if (connection.operator === undefined || !this.connections.has(connection)) continue;
      const standing = standings.get(connection.operator.id);
      if (standing?.tokenVersion !== connection.operator.tokenVersion) {
        this.sessions.end(connection, new AppError(10001));
      } else moveTo(connection.socket, roomsOf(standing));
    }
  }
}

function roomsOf({ role, serviceIds }: OperatorStanding): Set<string> {
  return new Set([CMS_ROOM, ...(role === 'admin' ? [EVERY_ACCOUNT] : serviceIds.map(accountRoom))]);
}

function moveTo(socket: Socket, rooms: ReadonlySet<string>): void {
  for (const room of socket.rooms) if (room !== socket.id && !rooms.has(room)) void socket.leave(room);
  void socket.join([...rooms]);
}
