import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import { PinoLogger } from './pino-logger.js';

describe('PinoLogger', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = new Logger('Context');

  beforeAll(() => {
    const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
    Logger.overrideLogger(new PinoLogger(createLogger('trace', { write })));
  });
  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error', 'fatal']));

  it.each<[string, () => void, object]>([
    ['a text', () => logger.warn('text'), { level: 40, msg: 'text' }],
    ['a text and more', () => logger.log('text', 'more', 1), { level: 30, msg: 'text', detail: 'more 1' }],
    ['a text and a stack', () => logger.error('text', 'stack'), { level: 50, msg: 'text', detail: 'stack' }],
    ['fields and their text', () => logger.warn({ field: 1 }, 'text'), { level: 40, field: 1, msg: 'text' }],
    [
      'fields, text and more',
      () => logger.warn({ field: 1 }, 'text', 'more'),
      { field: 1, msg: 'text', detail: 'more' },
    ],
    ['fields alone', () => logger.error({ field: 1 }), { level: 50, field: 1, msg: '' }],
    ['an error', () => logger.error(new Error('text')), { level: 50, err: { message: 'text' } }],
    [
      'an error in a field',
      () => logger.error({ err: new Error('it') }, 'text'),
      { err: { message: 'it' }, msg: 'text' },
    ],
  ])('writes %s once', (_, log, expected) => {
    log();
    const line = lines.at(-1);
    expect(line).toMatchObject({ context: 'Context', ...expected });
    expect(line?.detail).toBe((expected as { detail?: string }).detail);
  });
});
