import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { Namespace, Socket } from 'socket.io';
import { Metrics } from '../metrics/metrics.js';
import { HandshakeQueue } from './handshake-queue.js';
import { NodeLink } from './nodes/node-link.js';

/** Which sockets there are, what they are told, and whether the other nodes are within reach. */
@Injectable()
export class RealtimeMetrics {
  private readonly namespaces: Namespace[] = [];
  private readonly deliveries: Counter<'event'>;
  private readonly byEvent = new Map<string, Counter.Internal>();

  constructor(metrics: Metrics, link: NodeLink, queue: HandshakeQueue) {
    this.deliveries = metrics.counter('deliveries_total', 'Events written to sockets of this node', ['event']);
    metrics.gauges('sockets', 'Connected sockets of this node', ['namespace'], () =>
      this.namespaces.map(({ name, sockets }) => ({ labels: { namespace: name }, value: sockets.size })),
    );
    metrics.gauge('handshakes_waiting', 'Handshakes that wait for their turn', () => queue.waiting);
    metrics.gauge('redis_up', 'Whether Redis connects this node to the others; absent without REDIS_URL', () =>
      link.state === 'off' ? undefined : Number(link.state === 'up'),
    );
  }

  /** Counts a namespace's sockets, and each event per socket that it goes to. */
  follow(namespace: Namespace): void {
    this.namespaces.push(namespace);
    // The same function for all: thousands of sockets hold none of their own.
    namespace.on('connection', (socket: Socket) => socket.onAnyOutgoing(this.count));
  }

  private readonly count = (event: string): void => {
    let child = this.byEvent.get(event);
    if (!child) {
      child = this.deliveries.labels(event);
      this.byEvent.set(event, child);
    }
    child.inc();
  };
}
