import Database from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { fileOf } from './sqlite-file.js';

/** A push, and in how many places it stands; as the database has it. */
export interface StoredPush {
  readonly id: number;
  readonly receivers: number;
  /** Messages in receivers' conversations, and in how many different ones. */
  readonly copies: number;
  readonly conversations: number;
  /** Listed receivers, along whom its outcome is paged; of a broadcast none. */
  readonly targets: number;
}

/** A message in a user's dialogue with an official account. */
export interface StoredPlace {
  /** `s:<service>:<user>`. */
  readonly key: string;
  readonly seq: number;
  readonly msg_id: number;
  readonly body: string | null;
}

/** Looks past the server at what is committed: complete, and readable while servers live and die. */
export class PushFile {
  private constructor(
    private readonly query: <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
    readonly close: () => Promise<void>,
  ) {}

  static async open(databaseUrl: string): Promise<PushFile> {
    if (databaseUrl.startsWith('sqlite:')) {
      const file = new Database(fileOf(databaseUrl), { readonly: true, fileMustExist: true });
      const query = <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
        Promise.resolve(file.prepare(sql).all(...parameters) as Row[]);
      return new PushFile(query, () => Promise.resolve(void file.close()));
    }
    const connection = await createConnection({ uri: databaseUrl });
    const query = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...parameters]);
      return rows as Row[];
    };
    return new PushFile(query, () => connection.end());
  }

  /** All pushes of this text; one, where it was sent once. */
  pushesOf(text: string): Promise<StoredPush[]> {
    return this.query<StoredPush>(
      `SELECT p.id, p.receivers, COUNT(m.id) AS copies, COUNT(DISTINCT m.conversation_id) AS conversations,
       (SELECT COUNT(*) FROM push_targets t WHERE t.push_id = p.id) AS targets
       FROM pushes p LEFT JOIN messages m ON m.id = p.id WHERE p.body = ? GROUP BY p.id, p.receivers`,
      [JSON.stringify({ text })],
    );
  }

  /**
   * Who has a push, ascending: whose dialogue with the account it stands in, or who followed when it was stored. One that
   * somebody has twice names them twice.
   */
  async receiversOf(id: number): Promise<number[]> {
    const rows = await this.query<{ user_id: number }>(
      `SELECT p.user_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
         JOIN participants p ON p.conversation_id = c.id AND p.user_id > 0
       WHERE m.id = ? AND c.conversation_key LIKE 's:%'
       UNION ALL
       SELECT g.user_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
         JOIN group_members g ON g.conversation_id = c.id AND g.since_seq < m.seq
       WHERE m.id = ? AND c.conversation_key LIKE 'g:%'
       ORDER BY user_id`,
      [id, id],
    );
    return rows.map(({ user_id }) => user_id);
  }

  /** Official accounts' messages, and receivers, that belong to no push: parts of something that should not be there. */
  async strays(): Promise<number> {
    const [row] = await this.query<{ strays: number }>(
      `SELECT (SELECT COUNT(*) FROM messages m LEFT JOIN pushes p ON p.id = m.id
               WHERE m.sender_kind = ? AND p.id IS NULL)
            + (SELECT COUNT(*) FROM push_targets t LEFT JOIN pushes p ON p.id = t.push_id
               WHERE p.id IS NULL) AS strays`,
      [1],
    );
    return row?.strays ?? 0;
  }

  /** What stands in each user's dialogue with an official account, by seq; the body where it is a push's. */
  places(serviceId: number): Promise<StoredPlace[]> {
    return this.query<StoredPlace>(
      `SELECT c.conversation_key AS \`key\`, m.seq, m.id AS msg_id, p.body
       FROM conversations c JOIN messages m ON m.conversation_id = c.id LEFT JOIN pushes p ON p.id = m.id
       WHERE c.conversation_key LIKE ? ORDER BY c.id, m.seq`,
      [`s:${serviceId}:%`],
    );
  }

  async hasPush(text: string): Promise<boolean> {
    return (await this.query('SELECT id FROM pushes WHERE body = ?', [JSON.stringify({ text })])).length > 0;
  }

  /** A schedule as it stands: `sending` since `claimed_at`, until it is `sent`. */
  async schedule(id: number): Promise<{ state: number; claimed_at: number | null; msg_id: number | null }> {
    const sql = 'SELECT state, claimed_at, msg_id FROM schedules WHERE id = ?';
    const [row] = await this.query<{ state: number; claimed_at: number | null; msg_id: number | null }>(sql, [id]);
    if (!row) throw new Error(`No schedule ${id}`);
    return row;
  }
}
