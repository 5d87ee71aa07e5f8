import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../blacklist/blacklist.service.js';
import type { Tx } from '../database/session.js';

/** Whom a user may bring into a group. */
@Injectable()
export class Invitations {
  constructor(private readonly blacklist: BlacklistService) {}

  /** The users without those who blocked the inviter, who are not told of it. */
  async accepted(tx: Tx, inviter: number, uids: readonly number[]): Promise<number[]> {
    const blockOf = (uid: number) => ({ by: uid, blocked: inviter });
    const blocks = await this.blacklist.findStanding(tx, uids.map(blockOf));
    return uids.filter((uid) => !blocks.has(blockOf(uid)));
  }
}
