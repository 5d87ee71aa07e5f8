import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { UserService } from '../../users/user.service.js';
import type { MessagesOption } from './user-deletion.js';
import { UserDeletionRepository } from './user-deletion.repository.js';

/** cms/deleteUser (docs/api.md): one short transaction ends the user; the rest follows in the background. */
@Injectable()
export class UserDeletionService {
  constructor(
    private readonly users: UserService,
    private readonly deletions: UserDeletionRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Once this has returned nobody signs in or writes as this user. A repeat changes nothing, but that `erase` after
   * `keep` erases.
   * @throws AppError 20001 for who never was
   */
  delete(uid: number, messages: MessagesOption): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const isNew = await this.users.delete(tx, uid);
      if (isNew) await this.deletions.insert(tx, uid, messages === 'erase', Date.now());
      else if (messages === 'erase') await this.deletions.widen(tx, uid, Date.now());
    });
  }
}
