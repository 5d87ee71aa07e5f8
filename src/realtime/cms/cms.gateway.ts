import { UseFilters } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import type { Namespace } from 'socket.io';
import { AccessFor } from '../../wire/access.js';
import { EventExceptionFilter } from '../event-exception.filter.js';
import { RealtimeMetrics } from '../realtime-metrics.js';
import { CmsDesk } from './cms-desk.js';
import { CmsHandshake } from './cms-handshake.js';

/** The doorman of `/cms` (contract, section 6): people who work with the CMS listen here, and say nothing. */
@WebSocketGateway({ namespace: 'cms' })
@AccessFor('cms')
@UseFilters(EventExceptionFilter)
export class CmsGateway implements OnGatewayInit<Namespace> {
  constructor(
    private readonly handshake: CmsHandshake,
    private readonly desk: CmsDesk,
    private readonly metrics: RealtimeMetrics,
  ) {}

  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => void this.handshake.admit(socket, next));
    this.metrics.follow(namespace);
    this.desk.attach(namespace);
  }
}
