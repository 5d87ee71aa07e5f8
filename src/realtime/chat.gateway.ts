import { UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { SendGroupMessageDto, SendMessageDto } from '../messaging/dto/send-message.dto.js';
import { UpdateMessageReadStatusDto, UpdateMessageReceiveStatusDto } from '../messaging/dto/receipt.dto.js';
import { RECEIPT_STATUS } from '../messaging/receipts/receipt-status.js';
import { ReceiptService } from '../messaging/receipts/receipt.service.js';
import { SyncDto } from '../messaging/dto/sync.dto.js';
import { type SyncAnswer, SyncService } from '../messaging/sync/sync.service.js';
import { SendMessageService } from '../messaging/send/send-message.service.js';
import { AccessFor, AsksForCallerItself, CurrentUser } from '../wire/access.js';
import { EventExceptionFilter } from './event-exception.filter.js';
import { Handshake } from './handshake.js';
import { NewsDesk } from './nodes/news-desk.js';
import { RealtimeMetrics } from './realtime-metrics.js';

/** The doorman of the default namespace (contract, section 6): lets in, hands over, answers. No rule lives here. */
@WebSocketGateway()
@AccessFor('user')
@UseFilters(EventExceptionFilter)
export class ChatGateway implements OnGatewayInit<Server> {
  constructor(
    private readonly handshake: Handshake,
    private readonly news: NewsDesk,
    private readonly metrics: RealtimeMetrics,
    private readonly sender: SendMessageService,
    private readonly receipts: ReceiptService,
    private readonly syncs: SyncService,
  ) {}

  afterInit(server: Server): void {
    server.use((socket, next) => void this.handshake.admit(socket, next));
    this.metrics.follow(server.sockets);
    this.news.attach(server);
  }

  /** As interface 2. */
  @SubscribeMessage('message:send')
  @AsksForCallerItself()
  send(
    @CurrentUser() uid: number,
    @MessageBody() dto: SendMessageDto,
    @ConnectedSocket() socket: Socket,
  ): Promise<number> {
    return this.sender.send(uid, dto, socket.id);
  }

  /** As interface 3. */
  @SubscribeMessage('message:sendGroup')
  @AsksForCallerItself()
  sendGroup(
    @CurrentUser() uid: number,
    @MessageBody() dto: SendGroupMessageDto,
    @ConnectedSocket() socket: Socket,
  ): Promise<number> {
    return this.sender.sendToGroup(uid, dto, socket.id);
  }

  /** As interface 4. */
  @SubscribeMessage('message:received')
  async received(
    @CurrentUser() uid: number,
    @MessageBody() { msg_id }: UpdateMessageReceiveStatusDto,
    @ConnectedSocket() socket: Socket,
  ): Promise<1> {
    await this.receipts.acknowledge(uid, RECEIPT_STATUS.received, msg_id, socket.id);
    return 1;
  }

  /** As interface 5. */
  @SubscribeMessage('message:read')
  async read(
    @CurrentUser() uid: number,
    @MessageBody() { msg_id }: UpdateMessageReadStatusDto,
    @ConnectedSocket() socket: Socket,
  ): Promise<1> {
    await this.receipts.acknowledge(uid, RECEIPT_STATUS.read, msg_id, socket.id);
    return 1;
  }

  /** As message/sync. */
  @SubscribeMessage('message:sync')
  sync(@CurrentUser() uid: number, @MessageBody() dto: SyncDto): Promise<SyncAnswer> {
    return this.syncs.sync(uid, dto);
  }
}
