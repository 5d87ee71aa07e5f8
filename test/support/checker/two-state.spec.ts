import { describe, expect, it } from 'vitest';
import { TwoState } from './two-state.js';

const at = (from: number, by: number): { from: number; by: number } => ({ from, by });

describe('TwoState', () => {
  it('is certain between an answer and the next opposite request', () => {
    const state = new TwoState();
    state.change('on', 10, 20, true);
    state.change('off', 30, 40, true);
    expect(state.isCertainlyOff(at(0, 9))).toBe(true);
    expect(state.isCertainlyOff(at(0, 11))).toBe(false);
    expect(state.isCertainlyOn(at(15, 25))).toBe(false);
    expect(state.isCertainlyOn(at(21, 29))).toBe(true);
    expect(state.isCertainlyOn(at(21, 31))).toBe(false);
    expect(state.isCertainlyOff(at(21, 31))).toBe(false);
    expect(state.isCertainlyOff(at(41, 99))).toBe(true);
  });

  it('never orders changes that overlap', () => {
    const state = new TwoState();
    state.change('on', 10, 20, true);
    state.change('off', 15, 25, true);
    for (const window of [at(21, 22), at(26, 27)]) {
      expect(state.isCertainlyOn(window)).toBe(false);
      expect(state.isCertainlyOff(window)).toBe(false);
    }
  });

  it('is certain of nothing after a change of unknown outcome, until another decides', () => {
    const state = new TwoState();
    state.beginOn();
    state.change('off', 10, Infinity, false);
    expect(state.isCertainlyOn(at(1, 9))).toBe(true);
    expect(state.isCertainlyOn(at(11, 12))).toBe(false);
    expect(state.isCertainlyOff(at(11, 12))).toBe(false);
    state.change('off', 20, 30, true);
    expect(state.isCertainlyOff(at(31, 32))).toBe(true);
    // The lost request may still arrive after this one.
    state.change('on', 40, 50, true);
    expect(state.isCertainlyOn(at(51, 52))).toBe(false);
  });

  it('takes a repeated change for one', () => {
    const state = new TwoState();
    state.change('on', 10, 20, true);
    state.change('on', 30, 40, true);
    expect(state.isCertainlyOn(at(25, 50))).toBe(true);
  });
});
