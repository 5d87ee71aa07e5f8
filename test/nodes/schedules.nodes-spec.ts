import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScheduleClock } from '../../src/cms/schedules/schedule-clock.js';
import type { ChatApp } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules, wireTimeIn } from '../support/chat/schedules.js';
import type { Push, UserSocket } from '../support/chat/user-socket.js';

const SERVICE = 7;
const UIDS = [1, 2, 3];
const COUNT = 40;
/** How far the second node's clock is ahead. */
const SKEW_MS = 5_000;

/** As what another machine's clock shows: by it the node finds out what is due. */
function setAhead({ app }: ChatApp, ms: number): void {
  app.get(ScheduleClock).now = () => Date.now() + ms;
}

describe('Scheduled pushes of two nodes, whose clocks are 5 s apart', () => {
  let cluster: ChatNodes;
  let sockets: readonly UserSocket[];

  beforeAll(async () => {
    cluster = await startTwoNodes();
    const [a, b] = cluster.nodes;
    setAhead(b, SKEW_MS);
    await a.client.importUsers(...UIDS);
    datasOf(await a.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await a.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: UIDS }));
    sockets = [await a.client.connect(1), await b.client.connect(2), await a.client.connect(3)];
  });
  afterAll(() => cluster.close());

  it('are sent once each, none earlier than the clocks are apart, and reach devices on either node', async () => {
    const [a, b] = cluster.nodes;
    const [onA, onB] = [new Schedules(a.client, SERVICE), new Schedules(b.client, SERVICE)];
    const arrivals = new Map<string, number>();
    sockets[0]?.socket.on('message', ({ body }: Push) => arrivals.set(String(body['text']), Date.now()));
    const planned = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const text = `scheduled ${index}`;
        // Some due for both clocks, others for one of them first.
        const send_at = wireTimeIn(index % 2 === 0 ? 0 : 6_000 + (index % 4) * 1000);
        const audience = index % 3 === 0 ? {} : { user_id: UIDS };
        return { text, send_at, id: await (index % 4 < 2 ? onA : onB).plan(text, { ...audience, send_at }) };
      }),
    );
    for (const { id, text, send_at } of planned) {
      const { msg_id } = await onA.reached(id, 'sent', 25_000);
      for (const socket of sockets) expect((await socket.message(msg_id ?? 0)).body, text).toEqual({ text });
      const dueAt = Date.parse(`${send_at.replace(' ', 'T')}+08:00`);
      expect((arrivals.get(text) ?? 0) - dueAt, text).toBeGreaterThanOrEqual(-SKEW_MS);
    }
    for (const uid of UIDS) {
      const sync = await a.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {}, limit: 1000 });
      const texts = datasOf(sync).messages.map(({ body }) => String(body['text']));
      expect([...texts].sort()).toEqual(planned.map(({ text }) => text).sort());
    }
  });

  it('cancelled on one node are sent by none', async () => {
    const [a, b] = cluster.nodes;
    const [onA, onB] = [new Schedules(a.client, SERVICE), new Schedules(b.client, SERVICE)];
    const cancelled = await onA.plan('cancelled', { send_at: wireTimeIn(7_000) });
    const after = await onA.plan('after', { send_at: wireTimeIn(8_000) });
    expect((await onB.cancel(cancelled)).datas).toBe(1);
    const { msg_id } = await onB.reached(after, 'sent', 20_000);
    for (const socket of sockets) {
      await socket.message(msg_id ?? 0);
      expect(socket.messages.filter(({ body }) => body['text'] === 'cancelled')).toEqual([]);
    }
    expect(await onA.find(cancelled)).toMatchObject({ state: 'cancelled', msg_id: null });
  });
});
