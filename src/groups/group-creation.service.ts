import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../database/database-errors.js';
import { IdAllocator } from '../database/id-allocator.js';
import { ReadStore } from '../database/read-store.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type ClientRequest, ClientRequests } from '../timeline/client-requests.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { inGroup, keyOf } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import { GroupParticipationService } from './group-participation.service.js';
import { GroupRepository } from './group.repository.js';
import { MembershipChanges } from './membership-changes.js';

const USER_GROUP = 1;

export interface NewGroup {
  readonly ownerId: number;
  readonly name: string;
  readonly invitees: readonly number[];
  readonly clientMsgId: string | undefined;
}

/** createGroup (contract, section 7). */
@Injectable()
export class GroupCreationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reads: ReadStore,
    private readonly ids: IdAllocator,
    private readonly conversations: ConversationDirectory,
    private readonly requests: ClientRequests,
    private readonly groups: GroupRepository,
    private readonly changes: MembershipChanges,
    private readonly participation: GroupParticipationService,
    private readonly users: UserService,
  ) {}

  /**
   * Makes a group of type 1 that its creator owns; invitees who blocked the creator are left out.
   * @returns its id; of the first one where the client_msg_id repeats
   * @throws AppError 20001 naming ids, 20009, 20011
   */
  async create(group: NewGroup): Promise<number> {
    const known = await this.findRepeated(group);
    if (known !== undefined) return known;
    await this.users.assertExist(group.invitees);
    try {
      return await this.make(group);
    } catch (error) {
      // Another one with this client id was faster.
      const first = isUniqueViolation(error) ? await this.findRepeated(group) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  private async make(group: NewGroup): Promise<number> {
    for (;;) {
      const [id = 0] = await this.ids.take('groups', 1);
      const conversationId = await this.conversations.takeId();
      const made = await this.unitOfWork.run((tx) => this.store(tx, group, id, conversationId));
      if (made) return id;
    }
  }

  /** @returns false where the host app gave this id to a group of its own */
  private async store(tx: Tx, group: NewGroup, id: number, freshId: number): Promise<boolean> {
    const { ownerId, name, invitees } = group;
    const target = inGroup(USER_GROUP, id);
    if (await this.groups.isTaken(tx, keyOf(target))) return false;
    const conversationId = await this.conversations.createGroup(tx, freshId, target);
    // Not ours where the host app made one in this very moment.
    if (conversationId !== freshId) return false;
    await this.groups.save(tx, { type: USER_GROUP, id, name, owner_id: ownerId, conversation_id: conversationId });
    const held = await this.changes.hold(tx, target);
    const others = await this.participation.withoutBlockers(tx, ownerId, invitees);
    await this.changes.admit(tx, held, [ownerId, ...others]);
    const request = requestOf(group);
    if (request) await this.requests.record(tx, request, id);
    return true;
  }

  private async findRepeated(group: NewGroup): Promise<number | undefined> {
    const request = requestOf(group);
    return request && this.reads.run((session) => this.requests.findResult(session, request));
  }
}

function requestOf({ ownerId, name, invitees, clientMsgId }: NewGroup): ClientRequest | undefined {
  if (clientMsgId === undefined) return undefined;
  const ids = [...new Set(invitees)].sort((a, b) => a - b);
  return { senderKind: 'user', senderId: ownerId, clientMsgId, content: ['createGroup', name, ids] };
}
