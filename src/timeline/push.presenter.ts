import { Injectable } from '@nestjs/common';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import { conversationIdFor, type ConversationTarget, FOLLOWERS } from './conversation-target.js';
import { type ImageReference, ImageUrls } from './image-urls.js';
import { type Message, MESSAGE_TYPE, type Sender } from './message.js';

/** A message on the wire: pushes, history, sync and lists share it (contract, section 6). */
export interface Push {
  readonly msg_type: string;
  readonly msg_id: number;
  readonly send_time: string;
  readonly group?: { readonly group_id: string; readonly group_type: string };
  readonly from: { readonly uid: string; readonly nickname: string; readonly photo: string };
  readonly body: object;
  readonly conversation_id: string;
  readonly seq: number;
  readonly client_msg_id?: string;
  readonly recalled?: true;
}

/** The only place that knows the push format of the document. */
@Injectable()
export class PushPresenter {
  private readonly time: WireTime;

  constructor(
    private readonly images: ImageUrls,
    { timeZone }: Configuration,
  ) {
    this.time = new WireTime(timeZone);
  }

  /** The message as `viewer` sees it: its own sender finds the client_msg_id in it. */
  present(message: Message, viewer: number): Push {
    const { target, sender, clientMsgId } = message;
    const group = groupOf(target, sender);
    const isOwn = sender.kind === 'user' && sender.id === viewer;
    return {
      msg_type: message.body === undefined ? '0' : String(message.type),
      msg_id: message.id,
      send_time: this.time.render(message.createdAt),
      ...(group === undefined ? {} : { group }),
      from: { uid: String(sender.id), nickname: sender.nickname, photo: sender.photo },
      body: this.bodyOf(message),
      conversation_id: conversationIdFor(target, viewer),
      seq: message.seq,
      ...(isOwn && clientMsgId !== undefined ? { client_msg_id: clientMsgId } : {}),
      ...(message.body === undefined ? { recalled: true as const } : {}),
    };
  }

  private bodyOf({ type, body }: Message): object {
    if (body === undefined) return {};
    return type === MESSAGE_TYPE.image ? this.images.of(body as unknown as ImageReference) : body;
  }
}

/** What an official account sends carries its group; what a user writes to it does not. */
function groupOf(target: ConversationTarget, sender: Sender): Push['group'] {
  if (target.kind === 'group') return { group_id: String(target.groupId), group_type: String(target.groupType) };
  return sender.kind === 'service' ? { group_id: String(sender.id), group_type: String(FOLLOWERS) } : undefined;
}
