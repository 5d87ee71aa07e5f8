import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { decode } from '../../wire/fields/decode.js';
import { IdList, JsonObject, Password, Text, Uint } from '../../wire/fields/fields.js';
import { detailOf, outcomeOf } from './audit-detail.js';

class PushDto {
  @Uint()
  service_id!: number;

  @IdList({ max: 10_000 })
  to_uid!: number[];

  @JsonObject()
  message!: object;

  @Password({ max: 100, required: false })
  password?: string;

  @Text({ max: 5000, required: false })
  note?: string;
}

const detail = (raw: object) => detailOf(PushDto, decode(PushDto, raw) as unknown as Record<string, unknown>);

const MESSAGE = { msg_type: 1, body: { text: '你好' } };
/** Its text can be recalled, and then stands nowhere. */
const SIZE = { bytes: Buffer.byteLength(JSON.stringify(MESSAGE)) };

describe('What the audit log tells of a call', () => {
  it('is its own parameters, as they were understood', () => {
    const raw = { service_id: '111', to_uid: '1,2,2', message: JSON.stringify(MESSAGE), app: 'a-ajk', token: 'x' };
    expect(detail(raw)).toEqual({ service_id: 111, to_uid: [1, 2], message: SIZE });
  });

  it('is no password', () => {
    const raw = { service_id: 1, to_uid: 1, message: MESSAGE, password: 'top-secret' };
    expect(detail(raw)).toEqual({ service_id: 1, to_uid: [1], message: SIZE, password: { given: true } });
    expect(JSON.stringify(detail(raw))).not.toContain('top-secret');
  });

  it('is short: of long lists the count, of large values the size', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1);
    const message = { msg_type: 1, body: { text: '长'.repeat(1000) } };
    const raw = { service_id: 1, to_uid: ids, message, note: 'x'.repeat(2046) };
    const bytes = Buffer.byteLength(JSON.stringify(message));
    expect(detail(raw)).toMatchObject({ to_uid: { count: 10_000 }, message: { bytes }, note: raw.note });
    expect(detail({ ...raw, note: 'x'.repeat(2047) }).note).toEqual({ bytes: 2049 });
    expect(detail({ ...raw, to_uid: ids.slice(0, 20) }).to_uid).toHaveLength(20);
  });
});

describe('What the audit log tells of a result', () => {
  it('is a number, or the ids in it', () => {
    expect(outcomeOf(7)).toBe(7);
    expect(outcomeOf({ audience: 2, msg_id: 5 })).toEqual({ msg_id: 5 });
    expect(outcomeOf({ message_id: 'a-1', token: 'secret', next_id: null })).toEqual({ message_id: 'a-1' });
  });

  it('is nothing where there is none', () => {
    for (const result of [undefined, null, 'text', [1, 2], { token: 'secret' }])
      expect(outcomeOf(result)).toBe(undefined);
  });

  it('is short, whatever the result', () => {
    const ids = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a${index}_id`, index]));
    expect(Object.keys(outcomeOf(ids) ?? {})).toHaveLength(10);
    expect(outcomeOf({ long_id: 'x'.repeat(65), list_id: [1], one_id: 1 })).toEqual({ one_id: 1 });
  });
});
