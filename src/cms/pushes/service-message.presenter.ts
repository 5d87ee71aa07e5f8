import { Injectable } from '@nestjs/common';
import { type ImageReference, ImageUrls } from '../../timeline/image-urls.js';
import { type Message, MESSAGE_TYPE } from '../../timeline/message.js';
import type { PushRow } from './push.repository.js';

/** An item of interface 15. */
interface ServiceMsg {
  readonly msg_id: number;
  readonly msg_type: number;
  /** JSON text of the body. */
  readonly body: string;
  /** Unix seconds, as text. */
  readonly created: string;
}

export interface ReceivedServiceMsg extends ServiceMsg {
  readonly from_uid: number;
}

export interface SentServiceMsg extends ServiceMsg {
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly state: PushState;
}

export type PushState = 'sent' | 'recalled';

export function stateOf({ recalled_at }: PushRow): PushState {
  return recalled_at === null ? 'sent' : 'recalled';
}

@Injectable()
export class ServiceMessagePresenter {
  constructor(private readonly images: ImageUrls) {}

  /** One that its sender recalled is of type 0, and its body `{}`, as in pushes. */
  presentReceived({ id, type, body, createdAt, sender }: Message): ReceivedServiceMsg {
    return {
      msg_id: id,
      msg_type: body === undefined ? 0 : type,
      body: this.bodyText(type, body),
      created: seconds(createdAt),
      from_uid: sender.id,
    };
  }

  presentSent(row: PushRow): SentServiceMsg {
    const body = row.recalled_at === null ? (JSON.parse(row.body) as object) : undefined;
    return {
      msg_id: row.id,
      msg_type: row.type,
      body: this.bodyText(row.type, body),
      created: seconds(row.created_at),
      receivers: row.receivers,
      received: row.received_count,
      read: row.read_count,
      state: stateOf(row),
    };
  }

  private bodyText(type: number, body: object | undefined): string {
    if (body === undefined) return '{}';
    return JSON.stringify(
      type === MESSAGE_TYPE.image ? { ...body, ...this.images.of(body as unknown as ImageReference) } : body,
    );
  }
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
