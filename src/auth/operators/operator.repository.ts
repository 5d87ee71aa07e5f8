import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/paging.js';
import { readPage, type RowPage } from '../../database/read-page.js';
import { ReadStore } from '../../database/read-store.js';
import type { ReadSession, Tx } from '../../database/session.js';
import { chunks, placeholders } from '../../database/sql.js';
import type { CmsRole } from '../../wire/access.js';
import { type ListedOperator, type Operator, OPERATOR_ROLE, type OperatorStanding, roleOf } from './operator.js';

interface OperatorRow {
  readonly id: number;
  readonly username: string;
  readonly password_hash: string;
  readonly role: number;
  readonly token_version: number;
}

const COLUMNS = 'id, username, password_hash, role, token_version';

@Injectable()
export class OperatorRepository {
  constructor(private readonly reads: ReadStore) {}

  async findById(id: number): Promise<Operator | undefined> {
    const rows = await this.reads.query<OperatorRow>(`SELECT ${COLUMNS} FROM cms_users WHERE id = ?`, [id]);
    return rows.map(toOperator)[0];
  }

  async findByName(username: string, session?: ReadSession): Promise<Operator | undefined> {
    const sql = `SELECT ${COLUMNS} FROM cms_users WHERE username = ?`;
    const rows = await (session ?? this.reads).query<OperatorRow>(sql, [username]);
    return rows.map(toOperator)[0];
  }

  /** As `findByName`; the operator stays as they are until the transaction ends. */
  async lockByName(tx: Tx, username: string): Promise<Operator | undefined> {
    const sql = `SELECT ${COLUMNS} FROM cms_users WHERE username = ? ${tx.dialect.forUpdate}`;
    return (await tx.query<OperatorRow>(sql, [username])).map(toOperator)[0];
  }

  /** Where the name is taken, that operator stays as they are. */
  async insert(tx: Tx, { id, username, passwordHash, role }: Omit<Operator, 'tokenVersion'>): Promise<void> {
    const now = Date.now();
    await tx.execute(
      `INSERT INTO cms_users (id, username, password_hash, role, token_version, created_at, updated_at)
       VALUES (?, ?, ?, ?, 0, ?, ?) ${tx.dialect.orLock(['username'])}`,
      [id, username, passwordHash, OPERATOR_ROLE[role], now, now],
    );
  }

  async setRole(tx: Tx, id: number, role: CmsRole): Promise<void> {
    const sql = 'UPDATE cms_users SET role = ?, updated_at = ? WHERE id = ?';
    await tx.execute(sql, [OPERATOR_ROLE[role], Date.now(), id]);
  }

  /** Ends every token. @returns whether the operator was still there, with that version of tokens where one is given */
  async setPassword(tx: Tx, id: number, passwordHash: string, tokenVersion?: number): Promise<boolean> {
    const [condition, version] = tokenVersion === undefined ? ['', []] : [' AND token_version = ?', [tokenVersion]];
    const changed = await tx.execute(
      `UPDATE cms_users SET password_hash = ?, token_version = token_version + 1, updated_at = ?
       WHERE id = ?${condition}`,
      [passwordHash, Date.now(), id, ...version],
    );
    return changed > 0;
  }

  async delete(tx: Tx, id: number): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('cms_user_services')} WHERE cms_user_id = ?`, [id]);
    await tx.execute(`${tx.dialect.deleteByKey('cms_users')} WHERE id = ?`, [id]);
  }

  /** One who is assigned already stays so. */
  async assign(tx: Tx, id: number, serviceId: number): Promise<void> {
    await tx.execute(
      `INSERT INTO cms_user_services (cms_user_id, service_id) VALUES (?, ?)
       ${tx.dialect.orLock(['cms_user_id', 'service_id'])}`,
      [id, serviceId],
    );
  }

  async unassign(tx: Tx, id: number, serviceId: number): Promise<void> {
    const sql = `${tx.dialect.deleteByKey('cms_user_services')} WHERE cms_user_id = ? AND service_id = ?`;
    await tx.execute(sql, [id, serviceId]);
  }

  /** In the order of their names. */
  async list(page: Page): Promise<RowPage<ListedOperator>> {
    const { total, rows } = await readPage<Omit<OperatorRow, 'token_version'> & { created_at: number }>(
      this.reads,
      page,
      { select: 'id, username, role, created_at', from: 'cms_users', order: 'username', parameters: [] },
    );
    const services = await this.findServices(rows.map(({ id }) => id));
    return {
      total,
      rows: rows.map(({ id, username, role, created_at }) => ({
        id,
        username,
        role: roleOf(role),
        createdAt: created_at,
        serviceIds: services.get(id) ?? [],
      })),
    };
  }

  /** By id; those who were removed are missing. */
  async findStandings(ids: readonly number[]): Promise<Map<number, OperatorStanding>> {
    const found = new Map<number, OperatorStanding>();
    const services = await this.findServices(ids);
    for (const part of chunks(ids)) {
      const rows = await this.reads.query<{ id: number; role: number; token_version: number }>(
        `SELECT id, role, token_version FROM cms_users WHERE id IN (${placeholders(part.length)})`,
        part,
      );
      for (const { id, role, token_version } of rows)
        found.set(id, { role: roleOf(role), tokenVersion: token_version, serviceIds: services.get(id) ?? [] });
    }
    return found;
  }

  /** The official accounts of each of the operators, ascending. */
  async findServices(ids: readonly number[]): Promise<Map<number, number[]>> {
    const found = new Map<number, number[]>(ids.map((id) => [id, []]));
    for (const part of chunks(ids)) {
      const rows = await this.reads.query<{ cms_user_id: number; service_id: number }>(
        `SELECT cms_user_id, service_id FROM cms_user_services WHERE cms_user_id IN (${placeholders(part.length)})
         ORDER BY cms_user_id, service_id`,
        part,
      );
      for (const { cms_user_id, service_id } of rows) found.get(cms_user_id)?.push(service_id);
    }
    return found;
  }
}

function toOperator({ id, username, password_hash, role, token_version }: OperatorRow): Operator {
  return { id, username, role: roleOf(role), tokenVersion: token_version, passwordHash: password_hash };
}
