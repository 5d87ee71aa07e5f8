import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { ReadStore } from '../../database/read-store.js';
import type { CmsIdentity } from '../../wire/access.js';
import { OPERATOR_ROLE } from './operator.js';

/** Which official accounts there are, for whoever asks: admins know all, operators those assigned to them. */
@Injectable()
export class ServiceAccess {
  constructor(private readonly reads: ReadStore) {}

  /**
   * Asked of the database each time: an assignment that ended counts at once.
   * @throws AppError 20006, in the same words where the account is unknown and where it is not assigned:
   *   an operator does not learn which
   */
  async assertMayUse(caller: CmsIdentity, serviceId: number): Promise<void> {
    const [condition, parameters] = usableBy(caller);
    const rows = await this.reads.query(`SELECT s.id FROM service_accounts s WHERE s.id = ?${condition}`, [
      serviceId,
      ...parameters,
    ]);
    if (rows.length === 0) throw new AppError(20006);
  }

  /** The accounts that the caller may use; ascending. */
  async findUsable(caller: CmsIdentity): Promise<number[]> {
    const [condition, parameters] = usableBy(caller);
    const sql = `SELECT s.id FROM service_accounts s WHERE 1 = 1${condition} ORDER BY s.id`;
    return (await this.reads.query<{ id: number }>(sql, parameters)).map(({ id }) => id);
  }
}

/** A person is looked up each time: a call may go on, page by page, for longer than they are who they were. */
function usableBy({ role, operatorId }: CmsIdentity): [sql: string, parameters: readonly unknown[]] {
  if (role === 'operator')
    return [
      ' AND EXISTS (SELECT 1 FROM cms_user_services a WHERE a.service_id = s.id AND a.cms_user_id = ?)',
      [operatorId],
    ];
  // The API key.
  if (operatorId === undefined) return ['', []];
  return [' AND EXISTS (SELECT 1 FROM cms_users u WHERE u.id = ? AND u.role = ?)', [operatorId, OPERATOR_ROLE.admin]];
}
