import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { CmsIdentity } from '../../wire/access.js';
import { OPERATOR_ROLE } from './operator.js';

/** Which official accounts are whose. */
@Injectable()
export class ServiceAccessRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Whether the account is there, and the caller may use it: with the token, role and assignments of this moment. */
  async mayUse(caller: CmsIdentity, serviceId: number): Promise<boolean> {
    const [condition, parameters] = usableBy(caller);
    const sql = `SELECT s.id FROM service_accounts s WHERE s.id = ?${condition}`;
    return (await this.reads.query(sql, [serviceId, ...parameters])).length > 0;
  }

  /** The accounts of which `mayUse` holds; ascending. */
  async findUsable(caller: CmsIdentity): Promise<number[]> {
    const [condition, parameters] = usableBy(caller);
    const sql = `SELECT s.id FROM service_accounts s WHERE 1 = 1${condition} ORDER BY s.id`;
    return (await this.reads.query<{ id: number }>(sql, parameters)).map(({ id }) => id);
  }
}

/** A person is looked up each time: a call may go on, page by page, for longer than they are who they were. */
function usableBy({ role, operatorId, tokenVersion }: CmsIdentity): [sql: string, parameters: readonly unknown[]] {
  // The API key.
  if (operatorId === undefined) return ['', []];
  const person = 'SELECT 1 FROM cms_users u WHERE u.id = ? AND u.token_version = ?';
  if (role === 'admin')
    return [` AND EXISTS (${person} AND u.role = ?)`, [operatorId, tokenVersion, OPERATOR_ROLE.admin]];
  return [
    ` AND EXISTS (${person}) AND EXISTS (SELECT 1 FROM cms_user_services a WHERE a.service_id = s.id AND a.cms_user_id = ?)`,
    [operatorId, tokenVersion, operatorId],
  ];
}
