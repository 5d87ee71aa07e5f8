import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import type { AuditPlace } from './audit-cursor.js';

/** As stored. `unknown`: it is under way, or nobody lived, or could, to tell what became of it. */
export const AUDIT_OUTCOME = { unknown: 0, done: 1 } as const;
export type AuditOutcome = keyof typeof AUDIT_OUTCOME;

export interface AuditEntry {
  readonly id: number;
  /** UTC milliseconds; of its beginning. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly serviceId: number | null;
  /** JSON. */
  readonly detail: string;
  readonly address: string;
  readonly requestId: string;
  /** A value of AUDIT_OUTCOME. */
  readonly outcome: number;
}

export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly service_id: number | null;
  readonly detail: string;
  readonly address: string;
  readonly request_id: string;
  readonly outcome: number;
}

export interface AuditConditions {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly serviceId?: number | undefined;
  /** UTC milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** UTC milliseconds, exclusive. */
  readonly before?: number | undefined;
}

interface Window {
  /** Only what is older than this entry. */
  readonly after: AuditPlace | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Columns that are asked for by value, as indexes name them: each choice has one of its own, in the log's order. */
const NAME_IN_INDEX = { service_id: 'service', actor: 'actor', action: 'action' } as const;

@Injectable()
export class AuditRepository {
  constructor(private readonly reads: ReadStore) {}

  async insert(tx: Tx, entry: AuditEntry): Promise<void> {
    const { id, at, actor, action, serviceId, detail, address, requestId, outcome } = entry;
    await tx.execute(
      `INSERT INTO cms_audit (id, at, actor, action, service_id, detail, address, request_id, outcome)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, at, actor, action, serviceId, detail, address, requestId, outcome],
    );
  }

  async complete(tx: Tx, id: number, detail: string): Promise<void> {
    const sql = 'UPDATE cms_audit SET outcome = ?, detail = ? WHERE id = ?';
    await tx.execute(sql, [AUDIT_OUTCOME.done, detail, id]);
  }

  async remove(tx: Tx, id: number): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('cms_audit')} WHERE id = ?`, [id]);
  }

  /** How many there are; `most` stands for so many or more. */
  async count(conditions: AuditConditions, most: number): Promise<number> {
    const { sql, parameters } = this.fromOf(conditions);
    const [row] = await this.reads.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM (SELECT id ${sql} LIMIT ?) x`,
      [...parameters, most],
    );
    return row?.total ?? 0;
  }

  /** Newest first. */
  find(conditions: AuditConditions, { after, offset, limit }: Window): Promise<AuditRow[]> {
    const { sql, parameters } = this.fromOf(conditions, after);
    return this.reads.query<AuditRow>(
      `SELECT id, at, actor, action, service_id, detail, address, request_id, outcome ${sql}
       ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`,
      [...parameters, limit, offset],
    );
  }

  private fromOf(
    { actor, action, serviceId, from, before }: AuditConditions,
    after?: AuditPlace,
  ): { sql: string; parameters: unknown[] } {
    const equal = given<keyof typeof NAME_IN_INDEX>([
      ['service_id', serviceId],
      ['actor', actor],
      ['action', action],
    ]);
    const times = given<string>([
      ['at >= ?', from],
      ['at < ?', before],
      // A range of the index, and then what of it is older: an OR alone would be none.
      ['at <= ?', after?.at],
      ['(at < ? OR id < ?)', after && [after.at, after.id]],
    ]);
    const index = equal.map(([column]) => NAME_IN_INDEX[column]).join('_') || 'at';
    const conditions = [...equal.map(([column]) => `${column} = ?`), ...times.map(([condition]) => condition)];
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return {
      sql: `FROM ${this.reads.dialect.alongIndex('cms_audit', `ix_cms_audit_${index}`)}${where}`,
      parameters: [...equal, ...times].flatMap(([, value]) => value),
    };
  }
}

type Values = string | number | readonly number[];

function given<Name>(values: readonly (readonly [Name, Values | undefined])[]): (readonly [Name, Values])[] {
  return values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
