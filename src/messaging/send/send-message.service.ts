import { Injectable } from '@nestjs/common';
import { SendMetrics } from '../../metrics/send-metrics.js';
import { UserSendRules } from '../../policy/user-send-rules.js';
import {
  betweenUsers,
  type ConversationTarget,
  FOLLOWERS,
  inGroup,
  withService,
} from '../../timeline/conversation-target.js';
import { TimelineWriter } from '../../timeline/writer/timeline-writer.js';
import { parseUserMessage } from '../dto/message.dto.js';
import type { SendGroupMessageDto, SendMessageDto } from '../dto/send-message.dto.js';

const SEND_TO_SERVICE = 2;

/** Interfaces 2 and 3, for REST and Socket.IO alike. */
@Injectable()
export class SendMessageService {
  constructor(
    private readonly writer: TimelineWriter,
    private readonly rules: UserSendRules,
    private readonly metrics: SendMetrics,
  ) {}

  /**
   * Interface 2: to a user, or into an official account's inbox.
   * @param origin the connection that sends, which gets no push of its own message
   * @returns msg_id
   */
  send(uid: number, dto: SendMessageDto, origin?: string): Promise<number> {
    const toService = dto.send_type === SEND_TO_SERVICE;
    const target = toService ? withService(dto.to_uid, uid) : betweenUsers(uid, dto.to_uid);
    return this.append(uid, target, dto, origin);
  }

  /** Interface 3: to a group, or (type 4) into an official account's inbox, the same as interface 2. @returns msg_id */
  sendToGroup(uid: number, dto: SendGroupMessageDto, origin?: string): Promise<number> {
    const type = dto.group_type ?? 1;
    const target = type === FOLLOWERS ? withService(dto.to_uid, uid) : inGroup(type, dto.to_uid);
    return this.append(uid, target, dto, origin);
  }

  private append(
    uid: number,
    target: ConversationTarget,
    dto: Pick<SendMessageDto, 'message' | 'client_msg_id'>,
    origin: string | undefined,
  ): Promise<number> {
    const door = origin === undefined ? 'rest' : 'socket';
    return this.metrics.count(door, () => this.appendNow(uid, target, dto, origin));
  }

  private async appendNow(
    uid: number,
    target: ConversationTarget,
    { message, client_msg_id }: Pick<SendMessageDto, 'message' | 'client_msg_id'>,
    origin: string | undefined,
  ): Promise<number> {
    const { type, body } = parseUserMessage(message);
    const { msgId } = await this.writer.append({
      target,
      senderKind: 'user',
      senderId: uid,
      clientMsgId: client_msg_id,
      type,
      body,
      origin,
      rules: this.rules,
    });
    return msgId;
  }
}
