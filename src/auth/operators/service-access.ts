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
   * Asked of the database each time: an assignment that ended counts at once, and so do a new password and a removal.
   * @throws AppError 20006, in the same words where the account is unknown and where it is not assigned:
   *   an operator does not learn which; 10001 where the caller's token holds no more
   */
  async assertMayUse(caller: CmsIdentity, serviceId: number): Promise<void> {
    const [condition, parameters] = usableBy(caller);
    const rows = await this.reads.query(`SELECT s.id FROM service_accounts s WHERE s.id = ?${condition}`, [
      serviceId,
      ...parameters,
    ]);
    if (rows.length === 0) throw new AppError((await this.isStillIn(caller)) ? 20006 : 10001);
  }

  /** Whether the caller's token is as good as when the call came in. */
  private async isStillIn({ operatorId, tokenVersion }: CmsIdentity): Promise<boolean> {
    if (operatorId === undefined) return true;
    const sql = 'SELECT id FROM cms_users WHERE id = ? AND token_version = ?';
    return (await this.reads.query(sql, [operatorId, tokenVersion])).length > 0;
  }

  /** The accounts that the caller may use; ascending. */
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
