import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/session.js';
import type { HeldGroup } from './group-lock.js';
import { STORED_ROLE } from './group-role.js';
import { GroupRosterRepository } from './group-roster.repository.js';
import { GroupRepository } from './group.repository.js';
import { GROUP_TYPE } from './group-types.js';

/** Who owns a group. The host app may take anybody away, and a group that was owned then needs another owner. */
@Injectable()
export class OwnerSuccession {
  constructor(
    private readonly groups: GroupRepository,
    private readonly rosters: GroupRosterRepository,
  ) {}

  /** After members are gone: the longest-standing admin, else member, follows an owner who is among them. */
  async follow(tx: Tx, { id, target }: HeldGroup, gone: ReadonlyMap<number, unknown>): Promise<void> {
    if (target.groupType === GROUP_TYPE.followers) return;
    const owner = await this.groups.findOwner(tx, id);
    if (owner === null || !gone.has(owner)) return;
    const heir = await this.rosters.findHeir(tx, id);
    if (heir === undefined) await this.groups.setOwner(tx, id, null);
    else await this.handOver(tx, id, heir);
  }

  /** Makes a member the owner, and whoever was it a plain member. */
  async handOver(tx: Tx, conversationId: number, heir: number): Promise<void> {
    await this.groups.setOwner(tx, conversationId, heir);
    await this.rosters.setRole(tx, conversationId, heir, STORED_ROLE.member);
  }
}
