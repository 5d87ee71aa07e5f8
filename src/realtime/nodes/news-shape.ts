import type { MembersChanged } from '../../groups/group-events.js';
import type { MessagesErased, PushRecalled } from '../../messaging/recall/recall-events.js';
import type { ReceiptsAdvanced } from '../../messaging/receipts/receipt-events.js';
import { RECEIPT_STATUS } from '../../messaging/receipts/receipt-status.js';
import type { ConversationTarget, GroupTarget } from '../../timeline/conversation-target.js';
import type { Message, Sender } from '../../timeline/message.js';
import type { Profile } from '../../users/profile.js';
import type { SenderRef } from '../../timeline/sender-directory.js';
import type { MessageCreated, MessagePushed, PushedPlace } from '../../timeline/timeline-events.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { type Notice, NOTICE_EVENTS } from '../notices.js';
import type { News } from './news.js';
import { either, fields, isNumber, isText, isUint, listOf, oneOf, optional, recordOf, type Shape } from './shape.js';

/** The last moment that a Date can hold. */
const MAX_TIME = 8.64e15;

type Of<T, Kind> = Extract<T, { kind: Kind }>;

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isTime = (value: unknown): value is number => isUint(value) && value <= MAX_TIME;
const isSenderKind = oneOf('user', 'service');

const isGroup = fields<GroupTarget>({ kind: oneOf('group'), groupType: isUint, groupId: isUint });
const isTarget: Shape<ConversationTarget> = either(
  isGroup,
  either(
    fields<Of<ConversationTarget, 'users'>>({ kind: oneOf('users'), low: isUint, high: isUint }),
    fields<Of<ConversationTarget, 'service'>>({ kind: oneOf('service'), serviceId: isUint, uid: isUint }),
  ),
);

const isBody = recordOf(either(isText, isNumber));
const isMessage = fields<Message>({
  id: isUint,
  conversationId: isUint,
  target: isTarget,
  seq: isUint,
  sender: fields<Sender>({ kind: isSenderKind, id: isUint, nickname: isText, photo: isText }),
  clientMsgId: optional(isText),
  type: isUint,
  body: optional(isBody),
  createdAt: isTime,
});
const isLocated = fields<LocatedMessage>({
  id: isUint,
  conversationId: isUint,
  target: isTarget,
  seq: isUint,
  sender: fields<SenderRef>({ kind: isSenderKind, id: isUint }),
  receivers: isUint,
});

const isPlace = fields<PushedPlace>({ uid: isUint, conversationId: isUint, seq: isUint });

const shapes: { readonly [Kind in News['kind']]: Shape<Of<News, Kind>> } = {
  message: fields<Of<News, 'message'>>({
    kind: oneOf('message'),
    event: fields<MessageCreated>({
      message: isMessage,
      membersVersion: isUint,
      receivers: isUint,
      origin: optional(isText),
    }),
  }),
  pushed: fields<Of<News, 'pushed'>>({
    kind: oneOf('pushed'),
    event: fields<MessagePushed>({
      id: isUint,
      service: fields<Profile>({ id: isUint, nickname: isText, photo: isText }),
      type: isUint,
      body: isBody,
      createdAt: isTime,
      places: listOf(isPlace),
    }),
  }),
  receipts: fields<Of<News, 'receipts'>>({
    kind: oneOf('receipts'),
    event: fields<ReceiptsAdvanced>({
      uid: isUint,
      status: oneOf(RECEIPT_STATUS.received, RECEIPT_STATUS.read),
      at: isTime,
      messages: listOf(isLocated),
      origin: optional(isText),
    }),
  }),
  recalled: fields<Of<News, 'recalled'>>({ kind: oneOf('recalled'), message: isLocated }),
  erased: fields<Of<News, 'erased'>>({
    kind: oneOf('erased'),
    event: fields<MessagesErased>({
      conversationId: isUint,
      target: isTarget,
      uid: isUint,
      messages: listOf(fields<MessagesErased['messages'][number]>({ id: isUint, seq: isUint })),
    }),
  }),
  pushRecalled: fields<Of<News, 'pushRecalled'>>({
    kind: oneOf('pushRecalled'),
    event: fields<PushRecalled>({ id: isUint, serviceId: isUint, places: listOf(isPlace) }),
  }),
  members: fields<Of<News, 'members'>>({
    kind: oneOf('members'),
    change: fields<MembersChanged>({
      conversationId: isUint,
      target: isGroup,
      lastSeq: isUint,
      version: isUint,
      joined: listOf(isUint),
      left: listOf(isUint),
      dismissed: isFlag,
    }),
  }),
  notice: fields<Of<News, 'notice'>>({
    kind: oneOf('notice'),
    notice: fields<Notice>({
      uid: isUint,
      event: oneOf(...NOTICE_EVENTS),
      payload: recordOf(either(either(isText, isNumber), recordOf(isText))),
    }),
  }),
  banned: fields<Of<News, 'banned'>>({ kind: oneOf('banned'), uid: isUint }),
  pushProgress: fields<Of<News, 'pushProgress'>>({ kind: oneOf('pushProgress'), ids: listOf(isUint) }),
};

export const isNews = (value: unknown): value is News => Object.values(shapes).some((shape) => shape(value));
