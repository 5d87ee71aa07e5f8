import { Injectable } from '@nestjs/common';
import type { AccountFinder } from '../audit/audited.js';
import { PushRepository } from './push.repository.js';

/** Whose push a call is about. */
@Injectable()
export class PushAccount implements AccountFinder {
  constructor(private readonly pushes: PushRepository) {}

  async findServiceId({ msg_id }: { readonly msg_id?: unknown }): Promise<number | undefined> {
    return typeof msg_id === 'number' ? (await this.pushes.findHeld(msg_id))?.service_id : undefined;
  }
}
