import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Server } from 'socket.io';
import { ConversationOrder } from './conversation-order.js';
import { NodeLink } from './node-link.js';

/** Longer than news are on their way, by a lot. */
const LINGER_MS = 10_000;

/**
 * A node hears what its sockets' rooms need, and of a group that they left a while more: what was sent while they were
 * members may still be on its way from another node.
 */
@Injectable()
export class HeardRooms implements OnApplicationShutdown {
  /** By room: what ends hearing it. */
  private readonly lingering = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly link: NodeLink,
    private readonly order: ConversationOrder,
  ) {}

  follow(server: Server): void {
    const { adapter } = server.sockets;
    adapter.on('create-room', (room: string) => {
      if (isChannel(room)) this.hold(room);
    });
    adapter.on('delete-room', (room: string) => {
      if (isGroup(room)) this.linger(room);
      else if (isChannel(room)) this.release(room);
    });
  }

  onApplicationShutdown(): void {
    for (const timer of this.lingering.values()) clearTimeout(timer);
  }

  /** Hears a group for a while, or as long as its room has sockets, even if they come and go before this is confirmed. */
  hear(server: Server, room: string): void {
    if (server.sockets.adapter.rooms.has(room)) return;
    this.hold(room);
    this.linger(room);
  }

  private hold(room: string): void {
    clearTimeout(this.lingering.get(room));
    this.lingering.delete(room);
    this.order.hold(room);
    this.link.hold(room);
  }

  private linger(room: string): void {
    const end = (): void => {
      this.lingering.delete(room);
      this.release(room);
    };
    clearTimeout(this.lingering.get(room));
    this.lingering.set(room, setTimeout(end, LINGER_MS).unref());
  }

  private release(room: string): void {
    this.order.release(room);
    this.link.release(room);
  }
}

function isGroup(room: string): boolean {
  return room.startsWith('g:');
}

function isChannel(room: string): boolean {
  return isGroup(room) || room.startsWith('u:');
}
