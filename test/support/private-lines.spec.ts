import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/ops/create-logger.js';
import { PinoLogger } from '../../src/ops/pino-logger.js';
import { privateIn } from './private-lines.js';

const line = (fields: object): string => {
  const lines: string[] = [];
  new PinoLogger(createLogger('trace', { write: (text: string) => void lines.push(text) })).error(fields, 'Test');
  return lines.join('');
};

describe('A line of a log', () => {
  it('is private that holds a token, a secret, a password or a body, as deep as errors carry them', async () => {
    const key = new TextEncoder().encode('a-secret-of-more-than-32-characters');
    const token = await new SignJWT({ sub: '1' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    const body = JSON.stringify({ text: 'hello' });
    expect(privateIn(line({ header: `Bearer ${token}` }))).toBe('a signed token');
    expect(privateIn(line({ key: 'test-api-key-of-more-than-32-characters' }))).toBe('a secret or an API key');
    expect(privateIn(line({ url: 'mysql://root:secret@127.0.0.1:3306/chat' }))).toBe('a password in a URL');
    expect(privateIn(line({ url: `/x?message=${encodeURIComponent(body)}` }))).toBe('the body of a message');
    for (const fields of [
      { parameters: [1, body] },
      { body: { text: 'x' } },
      { sql: JSON.stringify({ body }) },
      { shown: `{ text: 'x' }` },
    ])
      expect(privateIn(line(fields))).toBe('the body of a message');
  });

  it('is not private that tells what happened', () => {
    const fields = {
      request_id: '1-2',
      user: '1',
      url: 'redis://127.0.0.1:6379',
      err: new Error('text: no such user'),
    };
    expect(privateIn(line(fields))).toBeUndefined();
    for (const advice of ['--to mysql://user:password@host/db', 'DATABASE_URL=mysql://chat:<password>@127.0.0.1/chat'])
      expect(privateIn(advice)).toBeUndefined();
  });
});
