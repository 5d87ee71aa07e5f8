import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitOutgoing } from './outgoing-limit.js';

/** As engine.io: packets wait until the transport takes them all. */
class Connection extends EventEmitter {
  readonly transport = { socket: { bufferedAmount: 0 } };
  writeBuffer: unknown[] = [];
  isCut = false;

  close(): void {
    this.isCut = true;
    this.emit('close');
  }

  send(packets: number, size = 100): void {
    for (let packet = 0; packet < packets; packet += 1) {
      this.emit('packetCreate', { type: 'message', data: 'x'.repeat(size) });
      this.writeBuffer.push(size);
    }
  }

  take(): void {
    this.emit('flush', this.writeBuffer);
    this.writeBuffer = [];
  }
}

describe('limitOutgoing', () => {
  let conn: Connection;

  beforeEach(() => {
    vi.useFakeTimers();
    conn = new Connection();
    limitOutgoing({ id: 'a', conn } as unknown as Socket);
  });
  afterEach(() => void vi.useRealTimers());

  it('lets a burst through that is taken soon', async () => {
    for (let burst = 0; burst < 5; burst += 1) {
      conn.send(5_000);
      await vi.advanceTimersByTimeAsync(700);
      conn.take();
      await vi.advanceTimersByTimeAsync(700);
    }
    expect(conn.isCut).toBe(false);
  });

  it('cuts who takes nothing for a second while more than 1,000 packets wait', async () => {
    conn.send(1_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(conn.isCut).toBe(false);
    conn.send(1);
    await vi.advanceTimersByTimeAsync(500);
    conn.send(1);
    expect(conn.isCut).toBe(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(conn.isCut).toBe(true);
  });

  it('cuts at once where more than 4 MB wait, here or on their way to the kernel', async () => {
    conn.send(40, 100_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(conn.isCut).toBe(false);
    conn.transport.socket.bufferedAmount = 200_000;
    conn.send(1, 100_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(conn.isCut).toBe(true);
  });

  it('leaves no timer behind a connection that ended', () => {
    conn.send(2_000);
    expect(vi.getTimerCount()).toBe(1);
    conn.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });
});
