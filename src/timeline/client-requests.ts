import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { placeholders } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SENDER_KIND } from './message.js';
import { type ClientId, MessageRepository } from './message.repository.js';

const CHUNK = 200;

/** A request that is no single message, and that a client may repeat by its client_msg_id. */
export interface ClientRequest extends ClientId {
  /** What it asks for, as any JSON value; its first part names the kind of request. */
  readonly content: readonly [kind: string, ...unknown[]];
}

/**
 * Repeats of what is no single message. A client_msg_id is unique per sender whatever it was used for
 * (contract, section 2): here it is compared with messages too, and the writer looks here as well.
 */
@Injectable()
export class ClientRequests {
  constructor(
    private readonly messages: MessageRepository,
    private readonly reads: ReadStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @returns what the first request was answered with; undefined where this is the first
   * @throws AppError 20009 where the id was used for something else
   */
  async findResult(session: ReadSession, request: ClientRequest): Promise<number | undefined> {
    const [first] = (await this.messages.findByClientIds(session, [request])).values();
    if (first === undefined) return undefined;
    if (first.hash !== hashOf(request)) throw new AppError(20009);
    return first.msgId;
  }

  /** Forgets those of a user who was deleted, and repeats nothing any more. Yields how many went with each chunk. */
  async *forgetAll(uid: number): AsyncGenerator<number> {
    const own = `sender_kind = ${SENDER_KIND.user} AND sender_id = ?`;
    for (;;) {
      const rows = await this.reads.query<{ client_msg_id: string }>(
        `SELECT client_msg_id FROM client_requests WHERE ${own} LIMIT ?`,
        [uid, CHUNK],
      );
      if (rows.length === 0) return;
      const ids = rows.map((row) => row.client_msg_id);
      yield await this.unitOfWork.run((tx) =>
        tx.execute(
          `${tx.dialect.deleteByKey('client_requests')} WHERE ${own} AND client_msg_id IN (${placeholders(ids.length)})`,
          [uid, ...ids],
        ),
      );
    }
  }

  /** Remembers the answer for ever. @throws a unique violation where another one did so meanwhile */
  async record(tx: Tx, request: ClientRequest, result: number): Promise<void> {
    await tx.execute(
      `INSERT INTO client_requests (sender_kind, sender_id, client_msg_id, content_hash, result) VALUES (?, ?, ?, ?, ?)`,
      [SENDER_KIND[request.senderKind], request.senderId, request.clientMsgId, hashOf(request), result],
    );
  }
}

function hashOf({ content }: ClientRequest): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
