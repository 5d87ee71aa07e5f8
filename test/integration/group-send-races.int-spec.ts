import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type Group, GroupCalls } from '../e2e/support/group-calls.js';
import { Recorder } from '../e2e/support/recorder.js';
import type { Answer } from '../support/chat/envelope.js';
import { datasOf } from '../support/chat/envelope.js';
import { History } from '../support/checker/history.js';
import { Servers } from './support/servers.js';
import { gate } from './support/writing.js';

const ROUNDS = 8;
const [OWNER, ANN, BOB] = [1, 2, 3];
const USERS = [OWNER, ANN, BOB];

/** Each change of members is ordered against each send by the group's lock, on whichever server it is made. */
describe('Groups that change while their members write', () => {
  let servers: Servers;
  let lastId = 100;

  beforeAll(async () => {
    servers = await Servers.start();
    await servers.prepare(USERS);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => servers.close());

  /** One log, and all that can be done on each server. */
  class Play {
    readonly history = new History();

    constructor(readonly group: Group) {}

    get conversation(): string {
      return `g:${this.group.group_type}:${this.group.group_id}`;
    }

    member(...uids: number[]): this {
      for (const uid of uids) this.history.member(this.conversation, String(uid));
      return this;
    }

    recorder(index: number): Recorder {
      return new Recorder(servers.at(index).client, this.history);
    }

    calls(index: number): GroupCalls {
      return new GroupCalls(servers.at(index).client);
    }

    say(index: number, uid: number, text: string): Promise<Answer<number>> {
      const { group_type, group_id } = this.group;
      return this.recorder(index).sendToGroup(uid, group_type, group_id, text);
    }

    /** Several in a row, until one is refused, or all are sent. @returns the code of the refusal */
    async sayMany(index: number, uid: number, text: string, count: number): Promise<number | undefined> {
      for (let i = 0; i < count; i += 1) {
        const { error_code } = await this.say(index + i, uid, `${text} ${i}`);
        if (error_code !== undefined) return error_code;
      }
      return undefined;
    }

    join(index: number, uid: number): Promise<unknown> {
      return this.change('join', uid, () => this.calls(index).join(uid, this.group));
    }

    quit(index: number, uid: number): Promise<unknown> {
      return this.change('leave', uid, () => this.calls(index).quit(uid, this.group));
    }

    /** One call that ends all these memberships. */
    async dismiss(index: number, by: number, members: readonly number[]): Promise<void> {
      const leaving = members.map((uid) =>
        this.history.invoke({ f: 'leave', conv: this.conversation, uid: String(uid) }),
      );
      datasOf(await this.calls(index).dismiss(by, this.group));
      for (const one of leaving) one.ok();
    }

    async read(uid: number): Promise<number[]> {
      return (await this.recorder(uid).drain(uid, this.conversation)).map(({ seq }) => seq);
    }

    private async change(f: 'join' | 'leave', uid: number, call: () => Promise<Answer>): Promise<void> {
      const outcome = await this.history.run({ f, conv: this.conversation, uid: String(uid) }, call);
      expect(outcome.type).toBe('ok');
    }
  }

  const inInterestGroup = async (members: readonly number[]): Promise<Play> => {
    const group = { group_type: 2, group_id: (lastId += 1) };
    await servers.first.client.saveGroup(2, group.group_id, members);
    return new Play(group).member(...members);
  };
  const inUserGroup = async (): Promise<Play> =>
    new Play(await new GroupCalls(servers.first.client).made(OWNER, [ANN, BOB])).member(...USERS);

  /** What the database says that a user may see: present and past memberships, oldest first. */
  const intervalsOf = async (play: Play, uid: number): Promise<{ since: number; until: number }[]> => {
    const where = 'conversation_id = c.id AND user_id = ? WHERE c.conversation_key = ?';
    return servers.first.app.get(ReadStore).query(
      `SELECT m.since_seq AS since, c.last_seq AS until FROM conversations c JOIN group_members m ON m.${where}
       UNION ALL SELECT p.since_seq, p.until_seq FROM conversations c JOIN past_memberships p ON p.${where} ORDER BY 1, 2`,
      [uid, play.conversation, uid, play.conversation],
    );
  };
  const seqsIn = (intervals: readonly { since: number; until: number }[]): number[] =>
    intervals.flatMap(({ since, until }) => Array.from({ length: until - since }, (_, index) => since + 1 + index));

  it('quit against send: what one sent is theirs up to the quit, and nothing is accepted after its answer', async () => {
    const verdicts = { acked: 0, failed: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const play = await inInterestGroup([OWNER, ANN]);
      const [, refusal] = await Promise.all([
        play.sayMany(round, OWNER, 'stays', 6),
        play.sayMany(round + 1, ANN, 'goes', 20),
        (async () => {
          await play.sayMany(round, ANN, 'also goes', 2);
          await play.quit(round, ANN);
          // Where the quit is answered, it is done on the other server, too.
          for (const index of [0, 1])
            expect(await play.say(index, ANN, `late ${index}`)).toMatchObject({ error_code: 20004 });
        })(),
      ]);
      expect([undefined, 20004]).toContain(refusal);
      const [last] = (await play.read(ANN)).slice(-1);
      await play.say(round, OWNER, 'afterwards');
      expect((await play.read(ANN)).at(-1)).toBe(last);
      await play.read(OWNER);
      const { counts } = play.recorder(0).passes({ minAcked: 9, minReads: 2 });
      verdicts.acked += counts.acked;
      verdicts.failed += counts.failed;
    }
    expect(verdicts.failed).toBeGreaterThanOrEqual(2 * ROUNDS);
  });

  it('a send that comes while the quit is being stored is refused, and one while joining is accepted', async () => {
    const play = await inInterestGroup([OWNER, ANN]);
    const unitOfWork = servers.first.app.get(UnitOfWork);
    for (const [change, code] of [
      [() => play.quit(0, ANN), 20004],
      [() => play.join(0, ANN), undefined],
    ] as const) {
      const run = UnitOfWork.prototype.run;
      const written = gate();
      const goOn = gate();
      vi.spyOn(unitOfWork, 'run').mockImplementationOnce((work) =>
        run.call(unitOfWork, async (tx) => {
          const result = await work(tx);
          written.open();
          await goOn.opened;
          return result;
        }),
      );
      const changing = change();
      await written.opened;
      const sending = play.say(1, ANN, `while it is stored, ${code}`);
      // It waits for the change, or, did it not, it is answered now.
      await Promise.race([sending, pause(200)]);
      goOn.open();
      expect((await sending).error_code).toBe(code);
      await changing;
    }
    expect(await play.read(ANN)).toEqual([1]);
    await play.read(OWNER);
    play.recorder(0).passes({ minAcked: 1, minReads: 2 });
  });

  it('join, leave at once, join again: what one sees is exactly what was sent while one was in', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const play = await inInterestGroup([OWNER, BOB]);
      await Promise.all([
        play.sayMany(round, OWNER, 'owner', 12),
        play.sayMany(round + 1, BOB, 'bob', 12),
        (async () => {
          for (let visit = 0; visit < 3; visit += 1) {
            await play.join(visit, ANN);
            await play.quit(visit + 1, ANN);
            await play.join(visit, ANN);
            await play.say(visit, ANN, `ann ${visit}`);
            if (visit < 2) await play.quit(visit, ANN);
          }
        })(),
      ]);
      const intervals = await intervalsOf(play, ANN);
      // One ends before the next one begins; two visits during which nothing was said may be one.
      intervals
        .slice(1)
        .forEach(({ since }, index) => expect(since).toBeGreaterThanOrEqual(intervals[index]?.until ?? 0));
      expect(await play.read(ANN)).toEqual(seqsIn(intervals));
      await play.read(OWNER);
      play.recorder(0).passes({ minAcked: 27, minReads: 2 });
    }
  });

  it('joins and quits of one user, all at once: the last one decides, and what one sees is what the intervals say', async () => {
    const play = await inInterestGroup([OWNER]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const calls = [0, 1].flatMap((index) => {
        const { group } = play;
        const there = play.calls(index);
        return [there.join(ANN, group), there.quit(ANN, group), there.join(ANN, group)];
      });
      const answers = await Promise.all([...calls, play.say(round, OWNER, `round ${round}`)]);
      for (const { error_code } of answers) expect(error_code).toBeUndefined();
      const { member_count, role } = datasOf(await play.calls(round).info(ANN, play.group));
      expect(await play.calls(round).memberIds(OWNER, play.group)).toEqual(role === null ? [OWNER] : [OWNER, ANN]);
      expect(member_count).toBe(role === null ? 1 : 2);
      const { messages } = datasOf(
        await servers
          .at(round)
          .client.as(ANN)
          .get<{ messages: { seq: number }[] }>('message/getHistory', { conversation_id: play.conversation }),
      );
      expect(messages.map(({ seq }) => seq)).toEqual([...new Set(seqsIn(await intervalsOf(play, ANN)))]);
    }
  });

  it('dismiss against sends: all members see the same to its end, and nothing is accepted after its answer', async () => {
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const play = await inUserGroup();
      const writing = USERS.map((uid, index) => play.sayMany(index, uid, `by ${uid}`, 12));
      await play.sayMany(round, BOB, 'before', 1 + (round % 4));
      await play.dismiss(round, OWNER, USERS);
      for (const uid of USERS) expect(await play.say(uid, uid, `late ${uid}`)).toMatchObject({ error_code: 20005 });
      const seen = await play.read(ANN);
      refused += (await Promise.all(writing)).filter((code) => code === 20005).length;
      // What was under way is refused, or was there before.
      for (const uid of USERS) expect(await play.read(uid)).toEqual(seen);
      expect(seen).toEqual(seen.map((_, index) => index + 1));
      play.recorder(0).passes({ minAcked: 1, minReads: 4 });
    }
    // It did come in the middle.
    expect(refused).toBeGreaterThan(0);
  });

  it('mute against sends: nothing is accepted after its answer, and all is after its end', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const play = await inUserGroup();
      const writing = [0, 1].map((index) => play.sayMany(index, ANN, `line ${index}`, 12));
      await play.sayMany(round, BOB, 'before', 1 + (round % 3));
      datasOf(await play.calls(round).mute(OWNER, play.group, ANN));
      for (const index of [0, 1])
        expect(await play.say(index, ANN, `muted ${index}`)).toMatchObject({ error_code: 20008 });
      for (const code of await Promise.all(writing)) expect([undefined, 20008]).toContain(code);
      datasOf(await play.calls(round + 1).mute(OWNER, play.group, ANN, 0));
      datasOf(await play.say(round, ANN, 'free'));
      await play.read(OWNER);
      play.recorder(0).passes({ minAcked: 2 });
    }
  });
});
