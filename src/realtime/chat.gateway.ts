import { UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { EventBus } from '../events/event-bus.js';
import { membersChanged } from '../groups/group-events.js';
import { SendGroupMessageDto, SendMessageDto } from '../messaging/dto/send-message.dto.js';
import { UpdateMessageReadStatusDto, UpdateMessageReceiveStatusDto } from '../messaging/dto/receipt.dto.js';
import { receiptsAdvanced } from '../messaging/receipts/receipt-events.js';
import { RECEIPT_STATUS } from '../messaging/receipts/receipt-status.js';
import { ReceiptService } from '../messaging/receipts/receipt.service.js';
import { SyncDto } from '../messaging/dto/sync.dto.js';
import { messageRecalled } from '../messaging/recall/recall-events.js';
import { type SyncAnswer, SyncService } from '../messaging/sync/sync.service.js';
import { SendMessageService } from '../messaging/send/send-message.service.js';
import { messageCreated } from '../timeline/timeline-events.js';
import { AccessFor, CurrentUser } from '../wire/access.js';
import { AckExceptionFilter } from './ack-exception.filter.js';
import { AudienceDelivery } from './audience-delivery.js';
import { Handshake } from './handshake.js';
import { MessageDelivery } from './message-delivery.js';
import { ReceiptDelivery } from './receipt-delivery.js';

/** The doorman of the default namespace (contract, section 6): lets in, hands over, answers. No rule lives here. */
@WebSocketGateway()
@AccessFor('user')
@UseFilters(AckExceptionFilter)
export class ChatGateway implements OnGatewayInit<Server> {
  @WebSocketServer()
  private readonly server!: Server;

  constructor(
    private readonly handshake: Handshake,
    private readonly delivery: MessageDelivery,
    private readonly receiptDelivery: ReceiptDelivery,
    private readonly audience: AudienceDelivery,
    private readonly sender: SendMessageService,
    private readonly receipts: ReceiptService,
    private readonly syncs: SyncService,
    private readonly events: EventBus,
  ) {}

  afterInit(server: Server): void {
    server.use((socket, next) => void this.handshake.admit(socket, next));
    this.events.subscribe(messageCreated, (event) => this.delivery.deliver(this.server, event));
    this.events.subscribe(receiptsAdvanced, (event) => this.receiptDelivery.deliver(this.server, event));
    this.events.subscribe(messageRecalled, ({ message }) => this.audience.recalled(this.server, message));
    this.events.subscribe(membersChanged, (event) => this.audience.membersChanged(this.server, event));
  }

  /** As interface 2. */
  @SubscribeMessage('message:send')
  send(
    @CurrentUser() uid: number,
    @MessageBody() dto: SendMessageDto,
    @ConnectedSocket() socket: Socket,
  ): Promise<number> {
    return this.sender.send(uid, dto, socket.id);
  }

  /** As interface 3. */
  @SubscribeMessage('message:sendGroup')
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
