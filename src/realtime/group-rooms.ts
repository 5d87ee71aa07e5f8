import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KeyedSerialQueue } from '../common/async/keyed-serial-queue.js';
import { yieldToOthers } from '../common/async/pause.js';
import { chunks } from '../database/sql.js';
import type { MembersChanged } from '../groups/group-events.js';
import { MembershipService } from '../groups/membership.service.js';
import type { GroupTarget } from '../timeline/conversation-target.js';
import { type Connection, ConnectionRegistry } from './connection-registry.js';
import { groupRoom, userRoom } from './rooms.js';

/** Groups whose version this node remembers; one that is forgotten is read again. */
const REMEMBERED = 100_000;
const RESYNCS = 3;
const PASSES = 5;
/**
 * What waited for a group goes out so many at a time, or for so long, and others have their turn in between: 1,516 messages
 * to 1,000 members were seen to stop the process for 31 s, and a query that is not answered within 1.5 s is given up.
 */
const BURST = 100;
const SLICE_MS = 50;

/** A message that goes into a group, as far as its audience is concerned. */
export interface GroupMessage {
  readonly target: GroupTarget;
  readonly conversationId: number;
  readonly seq: number;
  readonly membersVersion: number;
}

/**
 * Which of this node's sockets stand in which group's room, and of which set of members that is
 * true. A message's own version says who its members were: only where both versions are equal is
 * the room its audience. Otherwise (a change is on its way here, or was missed) the audience is read
 * from the database, so that no push reaches somebody removed, and none misses somebody new.
 */
@Injectable()
export class GroupRooms {
  private readonly logger = new Logger(GroupRooms.name);
  /** By room: the members_version that the room's sockets stand for. */
  private readonly versions = new LRUCache<string, number>({ max: REMEMBERED });
  /** Messages and changes of one group pass in the order in which they came. */
  private readonly order = new KeyedSerialQueue<string>();
  /** Busy rooms that a handshake joined meanwhile: what was read about them before does not know that socket. */
  private readonly touched = new Set<string>();
  private sinceRest = 0;
  /** By `performance.now()`. */
  private restedAt = 0;

  constructor(
    private readonly memberships: MembershipService,
    private readonly connections: ConnectionRegistry,
  ) {}

  /** Puts a socket that is in its handshake into the rooms of its user's groups. */
  async joinAll(connection: Connection): Promise<void> {
    const groups = await this.memberships.groupsOf(connection.uid);
    for (const { target, version } of groups) {
      const room = groupRoom(target);
      // Read at another version than the room's: nobody knows yet which of the two is right for whom.
      if (this.versions.get(room) !== version) this.versions.delete(room);
      if (this.order.isBusy(room)) this.touched.add(room);
    }
    await connection.socket.join(groups.map(({ target }) => groupRoom(target)));
  }

  /** Hands `emit` the rooms of a message's audience on this node: at once where the group's room is right. */
  deliver(message: GroupMessage, emit: (rooms: readonly string[]) => void): void {
    const room = groupRoom(message.target);
    if (!this.order.isBusy(room) && this.versions.get(room) === message.membersVersion) emit([room]);
    else if (this.connections.size > 0) void this.later(room, () => this.deliverSlowly(room, message, emit));
  }

  /** As `deliver`, but to those who are members by now, where others joined or left since; resolves once it is done. */
  async deliverToPresent(message: GroupMessage, emit: (rooms: readonly string[]) => void): Promise<void> {
    const room = groupRoom(message.target);
    if ((this.versions.get(room) ?? -1) >= message.membersVersion) emit([room]);
    else if (this.connections.size > 0) await this.later(room, () => this.deliverSlowly(room, message, emit));
  }

  /** Follows a change of members, at once where nothing is under way in the group; resolves once it is done. */
  apply(change: MembersChanged): Promise<void> {
    const room = groupRoom(change.target);
    if (this.order.isBusy(room)) return this.later(room, () => Promise.resolve(this.applyNow(room, change)));
    this.applyNow(room, change);
    return Promise.resolve();
  }

  /** A push is a hint: where the database is away it is lost, and sync finds what it spoke of. */
  private later(room: string, task: () => Promise<void>): Promise<void> {
    const paced = async (): Promise<void> => {
      await task();
      this.sinceRest += 1;
      if (this.sinceRest < BURST && performance.now() - this.restedAt < SLICE_MS) return;
      await yieldToOthers();
      this.sinceRest = 0;
      this.restedAt = performance.now();
    };
    return this.order.run(room, paced).catch((error: unknown) => {
      this.versions.delete(room);
      this.logger.warn({ err: error, room }, 'A push to a group could not be addressed');
    });
  }

  private applyNow(room: string, { version, joined, left }: MembersChanged): void {
    const known = this.versions.get(room);
    if (known !== undefined && version <= known) return;
    for (const uid of joined) this.move(uid, room, true);
    for (const uid of left) this.move(uid, room, false);
    if (known === version - 1) this.versions.set(room, version);
    else this.versions.delete(room);
  }

  private async deliverSlowly(
    room: string,
    message: GroupMessage,
    emit: (rooms: readonly string[]) => void,
  ): Promise<void> {
    if (this.versions.get(room) === message.membersVersion) {
      emit([room]);
      return;
    }
    const { conversationId, seq } = message;
    const audience = await this.memberships.membersAt(conversationId, seq, this.connections.uids);
    if (audience.length > 0) emit(audience.map(userRoom));
    // Behind the message: a change comes yet, or was missed, and then no later one sets it right by itself.
    if ((this.versions.get(room) ?? -1) < message.membersVersion) await this.resync(room, message.target);
  }

  /** Reads who of this node's users are members, and makes the room stand for exactly them. */
  private async resync(room: string, target: GroupTarget): Promise<void> {
    for (let attempt = 1; attempt <= RESYNCS; attempt += 1) {
      this.touched.delete(room);
      const standing = await this.standingOfAll(target);
      if (!standing || this.touched.delete(room)) continue;
      for (const [uid, isMember] of standing.users) this.move(uid, room, isMember);
      this.versions.set(room, standing.version);
      return;
    }
  }

  /**
   * Who of this node's users is a member, and the version that this is true of. Users who came while the others were
   * read are read, too: the version will be said to hold for all who are here.
   * @returns undefined where the group changed meanwhile, or users come faster than they can be read
   */
  private async standingOfAll(
    target: GroupTarget,
  ): Promise<{ version: number; users: Map<number, boolean> } | undefined> {
    const users = new Map<number, boolean>();
    const versions = new Set<number>();
    for (let pass = 1; pass <= PASSES; pass += 1) {
      const unknown = this.connections.uids.filter((uid) => !users.has(uid));
      const [version] = versions;
      if (unknown.length === 0) return version === undefined ? undefined : { version, users };
      for (const part of chunks(unknown)) {
        const now = await this.memberships.membersNow(target, part);
        if (versions.add(now.version).size > 1) return undefined;
        for (const uid of part) users.set(uid, false);
        for (const uid of now.members) users.set(uid, true);
      }
    }
    return undefined;
  }

  private move(uid: number, room: string, into: boolean): void {
    for (const { socket } of this.connections.of(uid)) {
      if (into) void socket.join(room);
      else void socket.leave(room);
    }
  }
}
