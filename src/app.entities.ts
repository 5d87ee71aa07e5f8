import { OperatorServiceEntity } from './auth/operators/operator-service.entity.js';
import { OperatorEntity } from './auth/operators/operator.entity.js';
import { BlacklistEntity } from './blacklist/blacklist.entity.js';
import { AuditEntryEntity } from './cms/entities/audit-entry.entity.js';
import { ScheduleReceiverEntity } from './cms/entities/schedule-receiver.entity.js';
import { ScheduleEntity } from './cms/entities/schedule.entity.js';
import { SweepEntity } from './cms/entities/sweep.entity.js';
import { UserDeletionEntity } from './cms/entities/user-deletion.entity.js';
import { SequenceEntity } from './database/sequence.entity.js';
import { FriendApplyEntity } from './friends/entities/friend-apply.entity.js';
import { FriendshipEntity } from './friends/entities/friendship.entity.js';
import { GroupMemberEntity } from './groups/entities/group-member.entity.js';
import { GroupMuteEntity } from './groups/entities/group-mute.entity.js';
import { GroupEntity } from './groups/entities/group.entity.js';
import { PastMembershipEntity } from './groups/entities/past-membership.entity.js';
import { RecallEntity } from './messaging/recall/recall.entity.js';
import { ClientRequestEntity } from './timeline/entities/client-request.entity.js';
import { ConversationEntity } from './timeline/entities/conversation.entity.js';
import { MessageEntity } from './timeline/entities/message.entity.js';
import { ParticipantEntity } from './timeline/entities/participant.entity.js';
import { PushReceiptEntity } from './timeline/entities/push-receipt.entity.js';
import { PushTargetEntity } from './timeline/entities/push-target.entity.js';
import { PushEntity } from './timeline/entities/push.entity.js';
import { ReceiptBlockEntity } from './timeline/entities/receipt-block.entity.js';
import { ServiceCounterEntity } from './timeline/entities/service-counter.entity.js';
import { ServiceInboxEntity } from './timeline/entities/service-inbox.entity.js';
import { ServiceAccountEntity } from './users/service-account.entity.js';
import { UserEntity } from './users/user.entity.js';

/** Every table, for the data sources of the server and of the TypeORM CLI. */
export const ENTITIES = [
  SequenceEntity,
  UserEntity,
  ServiceAccountEntity,
  ConversationEntity,
  MessageEntity,
  ParticipantEntity,
  ReceiptBlockEntity,
  RecallEntity,
  ClientRequestEntity,
  GroupEntity,
  GroupMemberEntity,
  PastMembershipEntity,
  GroupMuteEntity,
  BlacklistEntity,
  FriendshipEntity,
  FriendApplyEntity,
  PushEntity,
  PushTargetEntity,
  PushReceiptEntity,
  ServiceInboxEntity,
  ServiceCounterEntity,
  OperatorEntity,
  OperatorServiceEntity,
  AuditEntryEntity,
  ScheduleEntity,
  ScheduleReceiverEntity,
  UserDeletionEntity,
  SweepEntity,
];
