import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../database/database-errors.js';
import { IdAllocator } from '../database/id-allocator.js';
import { ReadStore } from '../database/read-store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type ClientRequest, ClientRequests } from '../timeline/client-requests.js';
import { inGroup } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import { GroupMaker, type GroupPlan } from './group-maker.js';

const USER_GROUP = 1;

export interface NewGroup extends GroupPlan {
  readonly clientMsgId: string | undefined;
}

/** createGroup (contract, section 7). */
@Injectable()
export class GroupCreationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reads: ReadStore,
    private readonly ids: IdAllocator,
    private readonly requests: ClientRequests,
    private readonly users: UserService,
    private readonly maker: GroupMaker,
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
    const request = requestOf(group);
    for (;;) {
      const id = await this.ids.takeOne('groups');
      const conversationId = await this.maker.takeConversationId();
      const made = await this.unitOfWork.run(async (tx) => {
        // Again, where a send, or another group, used the id meanwhile.
        const first = request && (await this.requests.findResult(tx, request));
        if (first !== undefined) return first;
        if (!(await this.maker.make(tx, inGroup(USER_GROUP, id), group, conversationId))) return undefined;
        if (request) await this.requests.record(tx, request, id);
        return id;
      });
      if (made !== undefined) return made;
    }
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
