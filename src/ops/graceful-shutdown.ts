import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { pause } from '../common/async/pause.js';
import { EventDispatcher } from '../realtime/event-dispatcher.js';
import { TimelineWriter } from '../timeline/writer/timeline-writer.js';
import { NodeState } from './node-state.js';

const DRAIN_MS = 5_000;
/**
 * How long the door stays open behind the notice. Connections that the kernel took but we did not yet are
 * reset by closing at once, and a load balancer sends some until it has looked at `/readyz`.
 */
const GRACE_MS = 300;
const LOOK_MS = 20;
/** What peers have to take in what was written to them; one that reads nothing holds nothing up. */
const FLUSH_MS = 500;

/**
 * Ends the node's work: what was accepted is answered, what is new is refused, and connections that
 * never finish their request do not hold it up.
 */
@Injectable()
export class GracefulShutdown {
  private readonly logger = new Logger(GracefulShutdown.name);
  private inFlight = 0;
  private readonly peers = new Set<Socket>();

  constructor(
    private readonly state: NodeState,
    private readonly events: EventDispatcher,
    private readonly writer: TimelineWriter,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Counts requests from the start; call it before the server listens. */
  watch(fastify: FastifyInstance): void {
    // WebSockets too, which Node's own closing of connections leaves alone.
    fastify.server.on('connection', (peer) => {
      this.peers.add(peer);
      peer.once('close', () => this.peers.delete(peer));
    });
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.inFlight += 1;
      reply.raw.once('close', () => (this.inFlight -= 1));
      done();
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.state.draining) void reply.header('Connection', 'close');
      done(null, payload);
    });
  }

  /** Resolves when everything accepted is answered, or after five seconds; then the application may close. */
  async drain(): Promise<void> {
    const deadline = Date.now() + DRAIN_MS;
    this.state.drain();
    await pause(GRACE_MS);
    this.events.drain();
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.close();
    server.closeIdleConnections();
    while (this.inFlight + this.events.pending > 0 && Date.now() < deadline) {
      await pause(LOOK_MS);
      server.closeIdleConnections();
    }
    await this.writer.close();
    if (this.inFlight > 0) this.logger.warn(`${this.inFlight} requests never ended and are cut`);
    server.closeAllConnections();
    setTimeout(() => {
      for (const peer of this.peers) peer.destroy();
    }, FLUSH_MS).unref();
  }
}
