import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import { NodeLink } from './node-link.js';

/** So that thousands of clients do not sync in the same instant. */
const SPREAD_MS = 10_000;

/** Tells this node's sockets that they may have missed a push: the last message of a quiet chat goes unnoticed otherwise. */
@Injectable()
export class SyncHints {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly link: NodeLink) {}

  attach(namespace: Namespace): void {
    this.link.onGap(() => {
      for (const [id, socket] of namespace.sockets) {
        if (this.timers.has(id)) continue;
        const tell = (): void => {
          this.timers.delete(id);
          if (socket.connected) socket.emit('sync:hint', {});
        };
        this.timers.set(id, setTimeout(tell, Math.random() * SPREAD_MS).unref());
      }
    });
  }

  /** For a socket that was let in before Redis confirmed what it needs: what was sent until then passed it by. */
  async tellOnceHeard(socket: Socket, channels: readonly string[]): Promise<void> {
    if ((await this.link.listening(channels)) && socket.connected) socket.emit('sync:hint', {});
  }
}
