import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../blacklist/blacklist.service.js';
import type { Tx } from '../database/session.js';

/** Whom a user may bring into a group. */
@Injectable()
export class Invitations {
  constructor(private readonly blacklist: BlacklistService) {}

  /** The invitees without those who blocked the inviter; neither side is told of it. */
  async withoutBlockers(tx: Tx, inviter: number, invitees: readonly number[]): Promise<number[]> {
    const blockOf = (invitee: number) => ({ by: invitee, blocked: inviter });
    const blocks = await this.blacklist.findStanding(tx, invitees.map(blockOf));
    return invitees.filter((invitee) => !blocks.has(blockOf(invitee)));
  }
}
