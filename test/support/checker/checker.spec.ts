import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { badHistories } from './bad-histories.js';
import { assertPasses, check } from './checker.js';
import { History, type PendingOperation } from './history.js';
import type { Answer } from './model-server.js';
import { randomHistory } from './random-history.js';
import { GROUP, PAIR, Scene, sending } from './scene.js';

/** The same log after a round trip through its file. */
function reload(history: History): History {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    history.save(join(folder, 'history.jsonl'));
    return History.load(join(folder, 'history.jsonl'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function answer(op: PendingOperation, result: Answer): void {
  if (!('datas' in result)) throw new Error(`refused: ${result.error_code}`);
  op.ok({ msg_id: result.datas });
}

describe('a good history', () => {
  it('passes', () => {
    const verdict = assertPasses(new Scene().drain(), { minAcked: 4 });
    expect(verdict.counts).toMatchObject({ acked: 4, verified: 4, failed: 0, indeterminate: 0, finalReads: 6 });
  });

  it('passes with overlapping and lost calls, whatever the seed', () => {
    for (let seed = 0; seed < 300; seed++) {
      expect(check(randomHistory(400, seed), { minAcked: 10 }), `seed ${seed}`).toMatchObject({ verdict: 'PASS' });
    }
  });

  it('passes with 20,000 events', () => {
    const { counts } = assertPasses(randomHistory(20_000, 1), { minAcked: 1_000 });
    expect(counts.indeterminate).toBeGreaterThan(100);
    expect(counts.rawDuplicates).toBeGreaterThan(10);
  });
});

describe.each(badHistories)('$invariant: $name', ({ invariant, build }) => {
  it('fails', () => {
    const { verdict, violations } = check(build(true));
    expect(verdict).toBe('FAIL');
    expect(violations.map((violation) => violation.invariant)).toContain(invariant);
  });

  it('fails after a round trip through its file', () => {
    const history = build(true);
    expect(check(reload(history))).toEqual(check(history));
  });

  it('passes without the fault', () => {
    expect(check(build(false))).toMatchObject({ verdict: 'PASS', violations: [] });
  });
});

describe('what overlaps is not ordered', () => {
  it('accepts a send that overlaps the block, the end of it, or was first tried before', () => {
    const scene = new Scene();
    const repeated = sending('1', PAIR, 'tried before');
    scene.history.invoke(repeated).info('timeout');
    scene.server.apply(repeated);
    const early = scene.history.invoke(sending('1', PAIR, 'early'));
    const stored = scene.server.apply(sending('1', PAIR, 'early'));
    scene.call({ f: 'block', by: '2', target: '1' });
    answer(early, stored);
    scene.answer(repeated, scene.server.apply(repeated));
    const late = scene.history.invoke(sending('1', PAIR, 'late'));
    scene.call({ f: 'unblock', by: '2', target: '1' });
    answer(late, scene.server.apply(sending('1', PAIR, 'late')));
    assertPasses(scene.drain());
  });

  it.each([true, false])('lets a member who leaves meanwhile see a message or not: %s', (isSeen) => {
    const scene = new Scene();
    const leave = scene.history.invoke({ f: 'leave', conv: GROUP, uid: '3' });
    if (!isSeen) scene.server.apply({ f: 'leave', conv: GROUP, uid: '3' });
    scene.send('1', GROUP, 'meanwhile');
    if (isSeen) scene.server.apply({ f: 'leave', conv: GROUP, uid: '3' });
    leave.ok();
    assertPasses(scene.drain());
  });

  it('accepts either order of two sends of one socket that overlap', () => {
    const scene = new Scene();
    const first = scene.history.invoke(sending('1', PAIR, 'first'));
    const second = scene.history.invoke(sending('1', PAIR, 'second'));
    answer(second, scene.server.apply(sending('1', PAIR, 'second')));
    answer(first, scene.server.apply(sending('1', PAIR, 'first')));
    assertPasses(scene.drain());
  });

  it.each([true, false])('accepts an indeterminate send that is stored or not: %s', (isStored) => {
    const scene = new Scene();
    scene.sendUnanswered('1', PAIR, 'perhaps', isStored);
    expect(assertPasses(scene.drain()).counts.indeterminate).toBe(1);
  });
});

describe('a lost request', () => {
  /** User 2's unblock is lost; 2 blocks again, and 1's message is accepted all the same. */
  function afterLostUnblock(): History {
    let now = 0;
    const scene = new Scene(new History(() => now));
    scene.history.invoke({ f: 'unblock', by: '2', target: '1' }).info('timeout');
    now = 5_000;
    scene.answer({ f: 'block', by: '2', target: '1' }, { datas: 1 });
    scene.send('1', PAIR, 'accepted');
    return scene.drain();
  }

  it('may take effect at any time', () => {
    assertPasses(afterLostUnblock());
  });

  it('is out of the world after the time that the test vouches for', () => {
    const { violations } = check(afterLostUnblock(), { effectWithinMs: 4_000 });
    expect(violations).toMatchObject([{ invariant: 'I9' }]);
    assertPasses(afterLostUnblock(), { effectWithinMs: 6_000 });
  });
});

describe('too little', () => {
  it('is unknown without final reads', () => {
    const scene = new Scene();
    expect(check(scene.history).verdict).toBe('UNKNOWN');
  });

  it('is unknown with fewer acknowledged messages, faults or reads than required', () => {
    const history = new Scene().drain();
    expect(check(history, { minAcked: 5 }).verdict).toBe('UNKNOWN');
    expect(check(history, { minReads: 7 }).verdict).toBe('UNKNOWN');
    expect(check(history, { minFaults: 1 }).verdict).toBe('UNKNOWN');
    history.fault('kill-9');
    expect(check(history, { minFaults: 1 }).verdict).toBe('PASS');
  });

  it('is unknown where no final read covers the acknowledged messages', () => {
    const history = new History();
    history.invoke(sending('1', PAIR, 'unread')).ok({ msg_id: 1 });
    history.read({ reader: '1', conv: 'u:1:3', after: 0, msgs: [], final: true });
    expect(check(history)).toMatchObject({ verdict: 'UNKNOWN', counts: { acked: 1, verified: 0 } });
    expect(() => assertPasses(history)).toThrow(/UNKNOWN[^]*0 of 1 acknowledged messages/);
  });
});

describe('the report', () => {
  it('shows ten violations, the number of the others, and the counts', () => {
    const scene = new Scene();
    for (let index = 0; index < 30; index++) scene.send('1', PAIR, `message ${index}`);
    scene.stored(PAIR).splice(-12);
    expect(() => assertPasses(scene.drain())).toThrow(/FAIL \(I1 ×24\)[^]*and 14 more[^]*"acked":34/);
  });

  it('measures from the answer to the push, and counts repeated pushes apart', () => {
    let now = 0;
    const history = new History(() => now);
    const op = history.invoke(sending('1', PAIR, 'timed'));
    now = 10;
    op.ok({ msg_id: 1 });
    now = 15;
    const pushed = { reader: '2', conn: 'phone', conv: PAIR, msg_id: 1, seq: 1, sender: '1', text: 'timed' };
    history.push(pushed);
    history.push(pushed);
    history.read({ reader: '2', conv: PAIR, after: 0, msgs: [pushed], final: true });
    const { staleness, counts } = assertPasses(history);
    expect(staleness).toEqual({ p50: 5, p95: 5, p99: 5, max: 5 });
    expect(counts).toMatchObject({ pushes: 2, rawDuplicates: 1 });
  });
});
