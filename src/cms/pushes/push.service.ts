import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { SendMetrics } from '../../metrics/send-metrics.js';
import { followersOf } from '../../timeline/conversation-target.js';
import type { MessageBody } from '../../timeline/message.js';
import { type PushCommand, PushWriter } from '../../timeline/pushes/push-writer.js';
import { TimelineWriter } from '../../timeline/writer/timeline-writer.js';
import type { Profile } from '../../users/profile.js';
import { ServiceAccountService } from '../../users/service-account.service.js';
import { UserService } from '../../users/user.service.js';
import { ServiceSendRules } from './service-send-rules.js';

/** What an official account says. */
export interface ServiceMessage {
  readonly serviceId: number;
  readonly type: number;
  readonly body: MessageBody;
  /** Unique per account, for ever: a repeat is answered with the first msg_id. */
  readonly clientMsgId: string | undefined;
}

/** Official accounts' messages, to listed users or to all followers. */
@Injectable()
export class PushService {
  constructor(
    private readonly services: ServiceAccountService,
    private readonly users: UserService,
    private readonly pushes: PushWriter,
    private readonly writer: TimelineWriter,
    private readonly rules: ServiceSendRules,
    private readonly metrics: SendMetrics,
  ) {}

  /**
   * Interface 14: to listed users, whether they follow or not; all of them get it, or nobody.
   * @returns msg_id, one for all
   * @throws AppError 20006; 20001 naming ids; 20009
   */
  send(message: ServiceMessage, receivers: readonly number[]): Promise<number> {
    return this.metrics.count('cms', () => this.sendNow(message, receivers));
  }

  /**
   * As `send`, to those who try it out.
   * @param audience whom it would list, who have to exist, too; undefined for the followers. A repeat has the same one,
   *   and asks nobody again.
   * @throws AppError as `send`
   */
  sendPreview(
    message: ServiceMessage,
    testers: readonly number[],
    audience: readonly number[] | undefined,
  ): Promise<number> {
    return this.metrics.count('cms', () => this.sendNow(message, testers, audience ?? 'followers'));
  }

  /**
   * To users who were there when the list was settled: who was deleted since does not stop it, and is among its
   * receivers. The list of each attempt is the same, so that whichever of them was stored is found.
   * @returns msg_id, one for all
   * @throws AppError 20006, 20009
   */
  sendSettled(message: ServiceMessage, receivers: readonly number[]): Promise<number> {
    return this.metrics.count('cms', async () => {
      const { command, known } = await this.lookUp(message, receivers);
      return known ?? this.pushes.push(command);
    });
  }

  /** broadcastMessage: to everybody who follows at this moment, stored once. @returns msg_id @throws AppError 20006, 20009 */
  broadcast(message: ServiceMessage): Promise<number> {
    return this.metrics.count('cms', () => this.broadcastNow(message));
  }

  private async sendNow(
    message: ServiceMessage,
    receivers: readonly number[],
    audience?: PushCommand['audience'],
  ): Promise<number> {
    // First: those whom it went to may have been deleted since.
    const { command, known } = await this.lookUp(message, receivers, audience);
    if (known !== undefined) return known;
    const others = audience === 'followers' ? [] : (audience ?? []);
    await this.users.assertExist([...new Set([...others, ...receivers])]);
    return this.pushes.push(command);
  }

  private async lookUp(
    { serviceId, ...message }: ServiceMessage,
    receivers: readonly number[],
    audience?: PushCommand['audience'],
  ) {
    const preview = audience === undefined ? {} : { audience };
    const command = { ...message, service: await this.find(serviceId), receivers, ...preview };
    return { command, known: await this.pushes.findRepeated(command) };
  }

  private async broadcastNow({ serviceId, ...message }: ServiceMessage): Promise<number> {
    await this.find(serviceId);
    const { msgId } = await this.writer.append({
      ...message,
      target: followersOf(serviceId),
      senderKind: 'service',
      senderId: serviceId,
      origin: undefined,
      rules: this.rules,
    });
    return msgId;
  }

  private async find(serviceId: number): Promise<Profile> {
    const service = (await this.services.findProfiles([serviceId])).get(serviceId);
    if (!service) throw new AppError(20006);
    return service;
  }
}
