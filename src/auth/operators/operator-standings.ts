import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { chunks, placeholders } from '../../database/sql.js';
import type { CmsRole } from '../../wire/access.js';
import { roleOf } from './operator.js';
import { OperatorRepository } from './operator.repository.js';

/** What an operator may see, and whether a token still holds. */
export interface OperatorStanding {
  readonly role: CmsRole;
  readonly tokenVersion: number;
  /** The official accounts that they work for; an admin works for all, whatever stands here. */
  readonly serviceIds: readonly number[];
}

/** Where operators stand as of now: many at once, for connections that outlive what their handshake found. */
@Injectable()
export class OperatorStandings {
  constructor(
    private readonly reads: ReadStore,
    private readonly operators: OperatorRepository,
  ) {}

  /** By id; those who were removed are missing. */
  async find(ids: readonly number[]): Promise<Map<number, OperatorStanding>> {
    const found = new Map<number, OperatorStanding>();
    const services = await this.operators.findServices(ids);
    for (const part of chunks(ids)) {
      const rows = await this.reads.query<{ id: number; role: number; token_version: number }>(
        `SELECT id, role, token_version FROM cms_users WHERE id IN (${placeholders(part.length)})`,
        part,
      );
      for (const { id, role, token_version } of rows) {
        found.set(id, { role: roleOf(role), tokenVersion: token_version, serviceIds: services.get(id) ?? [] });
      }
    }
    return found;
  }
}
