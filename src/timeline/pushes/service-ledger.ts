import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../../database/sql.js';
import { type Message, SENDER_KIND } from '../message.js';
import { PUSH_KIND } from '../push-kind.js';

/** A message as it is being stored. */
export interface StoredMessage {
  readonly message: Message;
  readonly receivers: number;
  /** See `contentHash`. */
  readonly hash: string;
}

/** What an official account sent, whoever it went to. */
export interface NewPush {
  readonly id: number;
  readonly serviceId: number;
  readonly kind: (typeof PUSH_KIND)[keyof typeof PUSH_KIND];
  readonly type: number;
  readonly body: Message['body'];
  readonly receivers: number;
  readonly createdAt: number;
}

interface InboxEntry {
  readonly serviceId: number;
  readonly message: Message;
}

/**
 * What official accounts got and sent, each numbered without gaps in commit order: lists page by these
 * numbers, and their last one is the total. An account's counter is locked last, accounts ascending.
 */
@Injectable()
export class ServiceLedger {
  /** Enters those of the messages that an official account broadcasts, or gets. @throws Error for a push to listed users */
  async record(tx: Tx, stored: readonly StoredMessage[]): Promise<void> {
    const inbox: InboxEntry[] = [];
    const pushes: NewPush[] = [];
    const claims: StoredMessage[] = [];
    for (const item of stored) {
      const { message, receivers } = item;
      const { target, sender, id, type, body, createdAt } = message;
      if (sender.kind === 'service') {
        // Its receivers would stand nowhere: what goes to listed users goes by `recordPush` and `recordTargets`.
        if (target.kind !== 'group') throw new Error(`Message ${id} is a push to listed users, and lists none`);
        pushes.push({ id, serviceId: sender.id, kind: PUSH_KIND.broadcast, type, body, receivers, createdAt });
        if (message.clientMsgId !== undefined) claims.push(item);
      } else if (target.kind === 'service') inbox.push({ serviceId: target.serviceId, message });
    }
    if (claims.length > 0) await this.claim(tx, claims);
    if (inbox.length > 0 || pushes.length > 0) await this.enter(tx, inbox, pushes);
  }

  /** Where pushes and schedules keep their client ids, so that the same one cannot be used for both at once. */
  private async claim(tx: Tx, claims: readonly StoredMessage[]): Promise<void> {
    await tx.execute(
      `INSERT INTO client_requests (sender_kind, sender_id, client_msg_id, content_hash, result)
       VALUES ${rowPlaceholders(claims.length, 5)}`,
      claims.flatMap(({ message: { sender, clientMsgId, id }, hash }) => [
        SENDER_KIND[sender.kind],
        sender.id,
        clientMsgId,
        hash,
        id,
      ]),
    );
  }

  async recordPush(tx: Tx, push: NewPush): Promise<void> {
    await this.enter(tx, [], [push]);
  }

  /** Enters receivers of a push to listed users, up to a thousand; its outcome is paged along them. */
  async recordTargets(tx: Tx, pushId: number, uids: readonly number[]): Promise<void> {
    const sorted = [...uids].sort((a, b) => a - b);
    await tx.execute(
      `INSERT INTO push_targets (push_id, user_id) VALUES ${rowPlaceholders(sorted.length, 2)}`,
      sorted.flatMap((uid) => [pushId, uid]),
    );
  }

  private async enter(tx: Tx, inbox: readonly InboxEntry[], pushes: readonly NewPush[]): Promise<void> {
    const counts = new Map<number, { inbox: number; outbox: number }>();
    const countOf = (serviceId: number): { inbox: number; outbox: number } => {
      const known = counts.get(serviceId) ?? { inbox: 0, outbox: 0 };
      counts.set(serviceId, known);
      return known;
    };
    for (const { serviceId } of inbox) countOf(serviceId).inbox += 1;
    for (const { serviceId } of pushes) countOf(serviceId).outbox += 1;
    const next = await this.advance(tx, counts);
    await this.insertInbox(tx, inbox, next);
    await this.insertPushes(tx, pushes, next);
  }

  /** Takes the accounts' next numbers. @returns by account, the first number of each kind */
  private async advance(
    tx: Tx,
    counts: ReadonlyMap<number, { inbox: number; outbox: number }>,
  ): Promise<Map<number, { inbox: number; outbox: number }>> {
    const services = [...counts].sort(([a], [b]) => a - b);
    await tx.execute(
      `INSERT INTO service_counters (service_id, inbox_no, outbox_no) VALUES ${rowPlaceholders(services.length, 3)}
       ${tx.dialect.addUp(['service_id'], ['inbox_no', 'outbox_no'])}`,
      services.flatMap(([serviceId, { inbox, outbox }]) => [serviceId, inbox, outbox]),
    );
    const rows = await tx.query<{ service_id: number; inbox_no: number; outbox_no: number }>(
      `SELECT service_id, inbox_no, outbox_no FROM service_counters WHERE service_id IN (${placeholders(services.length)})`,
      services.map(([serviceId]) => serviceId),
    );
    return new Map(
      rows.map(({ service_id, inbox_no, outbox_no }) => {
        const { inbox = 0, outbox = 0 } = counts.get(service_id) ?? {};
        return [service_id, { inbox: inbox_no - inbox + 1, outbox: outbox_no - outbox + 1 }];
      }),
    );
  }

  private async insertInbox(
    tx: Tx,
    entries: readonly InboxEntry[],
    next: ReadonlyMap<number, { inbox: number }>,
  ): Promise<void> {
    for (const part of chunks(entries, 500)) {
      await tx.execute(
        `INSERT INTO service_inbox (service_id, no, user_id, conversation_id, seq) VALUES ${rowPlaceholders(part.length, 5)}`,
        part.flatMap(({ serviceId, message: { sender, conversationId, seq } }) => [
          serviceId,
          take(next.get(serviceId), 'inbox'),
          sender.id,
          conversationId,
          seq,
        ]),
      );
    }
  }

  private async insertPushes(
    tx: Tx,
    pushes: readonly NewPush[],
    next: ReadonlyMap<number, { outbox: number }>,
  ): Promise<void> {
    for (const part of chunks(pushes, 100)) {
      await tx.execute(
        `INSERT INTO pushes (id, service_id, service_no, kind, type, body, receivers, created_at)
         VALUES ${rowPlaceholders(part.length, 8)}`,
        part.flatMap(({ id, serviceId, kind, type, body, receivers, createdAt }) => [
          id,
          serviceId,
          take(next.get(serviceId), 'outbox'),
          kind,
          type,
          JSON.stringify(body),
          receivers,
          createdAt,
        ]),
      );
    }
  }
}

/** The next number, which then counts as taken. */
function take<K extends string>(numbers: Record<K, number> | undefined, kind: K): number {
  if (numbers === undefined) throw new Error('An account without a counter');
  return numbers[kind]++;
}
