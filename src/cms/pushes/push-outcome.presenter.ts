import { Injectable } from '@nestjs/common';
import { WireTime } from '../../common/time.js';
import { Configuration } from '../../config/configuration.js';
import type { PushReceiver, PushReceiverPage } from './push-outcome.service.js';
import type { PushRow } from './push.repository.js';
import { type PushState, stateOf } from './service-message.presenter.js';

export interface WirePushProgress {
  readonly msg_id: number;
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly state: PushState;
}

export interface WirePushReceivers {
  readonly msg_id: number;
  readonly receivers: readonly WirePushReceiver[];
  readonly next_cursor: number | null;
}

interface WirePushReceiver {
  readonly user_id: number;
  readonly nickname: string;
  readonly status: number;
  readonly received_at: string | null;
  readonly read_at: string | null;
}

export function presentProgress(push: PushRow): WirePushProgress {
  const { id, receivers, received_count, read_count } = push;
  return { msg_id: id, receivers, received: received_count, read: read_count, state: stateOf(push) };
}

@Injectable()
export class PushOutcomePresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  presentReceivers(msgId: number, { receivers, nextCursor }: PushReceiverPage): WirePushReceivers {
    return {
      msg_id: msgId,
      receivers: receivers.map((receiver) => this.presentReceiver(receiver)),
      next_cursor: nextCursor ?? null,
    };
  }

  presentReceiver({ uid, nickname, status, receivedAt, readAt }: PushReceiver): WirePushReceiver {
    return { user_id: uid, nickname, status, received_at: this.render(receivedAt), read_at: this.render(readAt) };
  }

  private render(ms: number | undefined): string | null {
    return ms === undefined ? null : this.time.render(ms);
  }
}
