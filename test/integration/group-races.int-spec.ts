import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type Group, GroupCalls } from '../e2e/support/group-calls.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { Servers } from './support/servers.js';

const ROUNDS = 12;
const AT_ONCE = 20;
const MAX_MEMBERS = 25;
const [OWNER, ANN, BOB] = [1, 2, 3];
const USERS = Array.from({ length: 2 * MAX_MEMBERS }, (_, index) => index + 1);
const CONTESTANTS = USERS.slice(-AT_ONCE);
const DONE = { status: 200, datas: 1 };

/** A deadlock that reached a caller would be a 10007: none is among the codes that are expected here. */
describe('Races in groups', () => {
  let servers: Servers;
  let lastId = 1000;

  beforeAll(async () => {
    servers = await Servers.start({ GROUP_MAX_MEMBERS: String(MAX_MEMBERS) });
    await servers.prepare(USERS);
  });
  afterAll(() => servers.close());

  const at = (index: number): GroupCalls => new GroupCalls(servers.at(index).client);
  const codeOf = ({ datas, error_code }: Answer): number => error_code ?? Number(datas);
  const codesOf = (answers: readonly Answer[]): number[] => answers.map(codeOf).sort((a, b) => a - b);
  /** As many members as the group says that it has, and who they are, by both lists. */
  const membersOf = async (uid: number, group: Group): Promise<number[]> => {
    const { member_count } = datasOf(await at(0).info(uid, group));
    const members = await at(1).memberIds(uid, group);
    expect(members).toHaveLength(member_count);
    expect(new Set(members).size).toBe(member_count);
    return members;
  };
  const hosted = async (members: readonly number[]): Promise<Group> => {
    const group = { group_type: 2, group_id: (lastId += 1) };
    await servers.first.client.saveGroup(2, group.group_id, members);
    return group;
  };
  const rows = (sql: string, parameters: unknown[]): Promise<{ id: number }[]> =>
    servers.first.app.get(ReadStore).query<{ id: number }>(sql, parameters);

  it('two admins removing each other: one does, and is the one who is left', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const group = await at(round).made(OWNER, [ANN, BOB]);
      for (const uid of [ANN, BOB]) datasOf(await at(round).setAdmin(OWNER, group, uid));
      const [byAnn, byBob] = await Promise.all([
        at(round).remove(ANN, group, BOB),
        at(round + 1).remove(BOB, group, ANN),
      ]);
      const winner = codeOf(byAnn) === 1 ? ANN : BOB;
      expect(codeOf(winner === ANN ? byAnn : byBob)).toBe(1);
      expect([20004, 10003]).toContain(codeOf(winner === ANN ? byBob : byAnn));
      expect(await at(round).roles(OWNER, group)).toEqual({ [OWNER]: 'owner', [winner]: 'admin' });
    }
  });

  it('the last place in a full group contested by 20: one joins, 19 are told that it is full', async () => {
    const group = await hosted(USERS.slice(0, MAX_MEMBERS - 1));
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const answers = await Promise.all(CONTESTANTS.map((uid, index) => at(index).join(uid, group)));
      expect(codesOf(answers)).toEqual([1, ...Array<number>(AT_ONCE - 1).fill(20011)]);
      const winner = CONTESTANTS[answers.findIndex((answer) => codeOf(answer) === 1)] ?? 0;
      const members = await membersOf(OWNER, group);
      expect(members).toHaveLength(MAX_MEMBERS);
      expect(members.at(-1)).toBe(winner);
      datasOf(await at(round).quit(winner, group));
    }
  });

  it('the last two places contested by invitations of several at once: nobody joins beyond them, or half of a list', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const members = USERS.slice(1, MAX_MEMBERS - 2);
      const group = await at(round).made(OWNER, members);
      const invited = (index: number): number[] => CONTESTANTS.slice(2 * index, 2 * index + 2);
      const answers = await Promise.all(
        members.slice(0, 8).map((uid, index) => at(index).invite(uid, group, invited(index))),
      );
      expect(codesOf(answers)).toEqual([2, ...Array<number>(7).fill(20011)]);
      const winner = answers.findIndex((answer) => codeOf(answer) === 2);
      expect((await membersOf(OWNER, group)).slice(-2)).toEqual(invited(winner));
    }
  });

  it('one user invited by 20 at once joins once', async () => {
    const members = USERS.slice(1, AT_ONCE);
    const [guest = 0] = USERS.slice(-1);
    const group = await at(0).made(OWNER, members);
    const answers = await Promise.all([OWNER, ...members].map((uid, index) => at(index).invite(uid, group, guest)));
    expect(codesOf(answers)).toEqual([...Array<number>(AT_ONCE - 1).fill(0), 1]);
    expect(await membersOf(OWNER, group)).toEqual([OWNER, ...members, guest]);
  });

  it('transfer against the heir’s quit: the owner is a member, and whoever was late is told so', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const group = await at(round).made(OWNER, [ANN, BOB]);
      const calls = [() => at(round).transfer(OWNER, group, ANN), () => at(round + 1).quit(ANN, group)];
      // Who begins takes turns.
      const answers = await Promise.all(
        round % 2 ? calls.map((call) => call()) : calls.reverse().map((call) => call()),
      );
      const [transferred, quit] = (round % 2 ? answers : answers.reverse()).map(codeOf);
      const roles = await at(round).roles(BOB, group);
      if (transferred === 1) {
        expect(quit).toBe(20013);
        expect(roles).toEqual({ [OWNER]: 'member', [ANN]: 'owner', [BOB]: 'member' });
      } else {
        expect([transferred, quit]).toEqual([20004, 1]);
        expect(roles).toEqual({ [OWNER]: 'owner', [BOB]: 'member' });
      }
    }
  });

  it('transfer against the owner’s own quit, and against another transfer: there is one owner, who is a member', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const group = await at(round).made(OWNER, [ANN, BOB]);
      const [toAnn, toBob, quit] = await Promise.all([
        at(round).transfer(OWNER, group, ANN),
        at(round + 1).transfer(OWNER, group, BOB),
        at(round).quit(OWNER, group),
      ]);
      // One transfer, at most, comes first; the other one comes from who is no owner any more, or has gone.
      const transfers = [codeOf(toAnn), codeOf(toBob)];
      expect(transfers.filter((code) => code === 1)).toHaveLength(1);
      expect(transfers.filter((code) => code === 10003 || code === 20004)).toHaveLength(1);
      const heir = transfers[0] === 1 ? ANN : BOB;
      expect([1, 20013]).toContain(codeOf(quit));
      const roles = await at(round).roles(heir, group);
      expect(roles[heir]).toBe('owner');
      expect(Object.values(roles).filter((role) => role === 'owner')).toHaveLength(1);
      expect(OWNER in roles).toBe(codeOf(quit) === 20013);
    }
  });

  it('the host app takes the owner away while the owner transfers, or dismisses: never is a group left with a stranger for its owner', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const group = await at(round).made(OWNER, [ANN, BOB]);
      const away = { ...group, user_id: OWNER };
      const act = round % 2 ? at(round).dismiss(OWNER, group) : at(round).transfer(OWNER, group, BOB);
      const [acted, removed] = (
        await Promise.all([act, servers.at(round + 1).client.cms('removeGroupMembers', away)])
      ).map(codeOf);
      if (round % 2 && acted === 1) {
        expect(removed).toBe(20005);
        continue;
      }
      expect(removed).toBe(1);
      const heir = acted === 1 ? BOB : ANN;
      if (acted !== 1) expect(acted).toBe(20004);
      expect(await at(round).roles(ANN, group)).toEqual({ [ANN]: 'member', [BOB]: 'member', [heir]: 'owner' });
    }
  });

  it('20 concurrent createGroup with one client_msg_id make one group', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const [caller = 0] = USERS.slice(10 + round);
      const options = { name: 'made once', cmid: 'the same' };
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => at(index).create(caller, [ANN, BOB], options)),
      );
      const ids = new Set(answers.map((answer) => datasOf(answer).group_id));
      expect(ids.size).toBe(1);
      const owned = await rows('SELECT id FROM chat_groups WHERE owner_id = ? AND name = ?', [caller, 'made once']);
      expect(owned).toEqual([{ id: [...ids][0] }]);
      // What lost left nothing behind.
      const [group] = owned;
      expect(await membersOf(caller, { group_type: 1, group_id: group?.id ?? 0 })).toEqual([caller, ANN, BOB]);
      const joined = datasOf(await at(round).list(caller)).groups.filter(({ name }) => name === 'made once');
      expect(joined.filter(({ role }) => role === 'owner')).toHaveLength(1);
    }
    const lonely = await rows(
      `SELECT c.id FROM conversations c LEFT JOIN chat_groups g ON g.conversation_id = c.id
       WHERE c.kind = 2 AND g.id IS NULL`,
      [],
    );
    expect(lonely).toEqual([]);
  });

  it('20 concurrent createGroup with one client_msg_id for different groups make one, and 19 are a 20009', async () => {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        at(index).create(OWNER, [ANN], { name: `group ${index}`, cmid: 'different' }),
      ),
    );
    const codes = answers.map(({ datas, error_code }) => error_code ?? (datas ? 1 : 0)).sort((a, b) => a - b);
    expect(codes).toEqual([1, ...Array<number>(AT_ONCE - 1).fill(20009)]);
  });

  it('createGroup against saveGroup of the very next ids: no group is both', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const { group_id: last } = await at(0).made(OWNER);
      const next = Array.from({ length: 6 }, (_, index) => last + 1 + index);
      const [made] = await Promise.all([
        Promise.all(next.map(() => at(0).made(OWNER, [ANN]))),
        Promise.all(next.map((id, index) => servers.at(index).client.saveGroup(1, id))),
      ]);
      const ids = made.map(({ group_id }) => group_id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const group of made) expect(await membersOf(OWNER, group)).toEqual([OWNER, ANN]);
      // Those of this server: another one takes its ids from somewhere else.
      const owners = await rows('SELECT id FROM chat_groups WHERE owner_id = ? AND id BETWEEN ? AND ?', [
        OWNER,
        last + 1,
        last + 100,
      ]);
      expect(owners.map(({ id }) => id).sort((a, b) => a - b)).toEqual(ids.sort((a, b) => a - b));
    }
  });

  it('everybody does everything at once: counts and lists agree, and nobody is told to try again', async () => {
    const group = await at(0).made(OWNER, USERS.slice(1, 12));
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all([
        at(0).setAdmin(OWNER, group, ANN, round % 2 ? 1 : 0),
        at(1).setAdmin(OWNER, group, BOB),
        at(1).mute(ANN, group, 5, 60),
        at(0).mute(BOB, group, 5, 0),
        at(0).remove(ANN, group, [5, 6, 7]),
        at(1).remove(BOB, group, [7, 6, 8]),
        at(0).invite(9, group, [5, 6]),
        at(1).invite(10, group, [8, 7, 6]),
        at(1).quit(9, group),
        at(0).invite(OWNER, group, [9]),
        at(1).transfer(OWNER, group, OWNER),
      ]);
      for (const answer of answers) expect([undefined, 10003, 20004]).toContain(answer.error_code);
      const members = await membersOf(OWNER, group);
      expect(members).toContain(OWNER);
    }
    expect(await at(0).dismiss(OWNER, group)).toEqual(DONE);
  });

  it('several groups at once, each run by its own people: none waits for another one’s, or is told to try again', async () => {
    const groups = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const [owner = 0, ...others] = USERS.slice(6 * index, 6 * index + 6);
        return { owner, others, group: await at(index).made(owner, others) };
      }),
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        groups.map(async ({ owner, others: [ann = 0, bob = 0, ...guests], group }, index) => {
          const [here, there] = [at(round + index), at(round + index + 1)];
          return [
            await here.setAdmin(owner, group, ann),
            await there.mute(ann, group, bob),
            await here.remove(ann, group, guests),
            await there.mute(ann, group, bob, 0),
            await there.quit(bob, group),
            await here.transfer(owner, group, ann),
            await there.invite(ann, group, [bob, ...guests]),
            await here.transfer(ann, group, owner),
          ].map(codeOf);
        }),
      );
      for (const codes of answers) expect(codes).toEqual([1, 1, 3, 1, 1, 1, 4, 1]);
    }
    for (const { owner, others, group } of groups) {
      expect(datasOf(await at(0).info(owner, group))).toMatchObject({ role: 'owner', member_count: 1 + others.length });
    }
  });
});
