import { Injectable } from '@nestjs/common';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
import { type Sender, type SenderKind } from './message.js';

export interface SenderRef {
  readonly kind: SenderKind;
  readonly id: number;
}

/** How senders show themselves at present. */
@Injectable()
export class SenderDirectory {
  constructor(
    private readonly users: UserService,
    private readonly services: ServiceAccountService,
  ) {}

  /** @returns a look-up that knows all of the given senders, those who were deleted by their neutral name */
  async load(senders: readonly SenderRef[]): Promise<(ref: SenderRef) => Sender> {
    const idsOf = (kind: SenderKind): number[] => [
      ...new Set(senders.filter((sender) => sender.kind === kind).map((sender) => sender.id)),
    ];
    const users = await this.users.findShownTogether(idsOf('user'));
    const known = {
      user: new Map(users.map((user) => [user.id, user])),
      service: await this.services.findProfiles(idsOf('service')),
    };
    return ({ kind, id }) => {
      const { nickname, photo } = known[kind].get(id) ?? { nickname: '', photo: '' };
      return { kind, id, nickname, photo };
    };
  }
}
