import { expect, it } from 'vitest';
import { cleanEnvironment } from './clean-environment.js';

it('removes what could configure a server, known today or not', () => {
  const environment = { DATABASE_URL: 'mysql://prod', JWT_SECRET: 's', PORT: '80', SOME_FUTURE_SETTING: 'x' };
  cleanEnvironment(environment);
  expect(environment).toEqual({ NODE_ENV: 'test' });
});

it('keeps what finds programs, and what the tests themselves are told', () => {
  const environment = { PATH: '/bin', HOME: '/root', TZ: 'Asia/Shanghai', TEST_MYSQL_URL: 'mysql://localhost' };
  const before = { ...environment };
  cleanEnvironment(environment);
  expect(environment).toEqual({ ...before, NODE_ENV: 'test' });
});

it('runs a production shell as a test', () => {
  const environment = { NODE_ENV: 'production' };
  cleanEnvironment(environment);
  expect(environment.NODE_ENV).toBe('test');
});

it('is in force here', () => {
  expect(Object.keys(process.env).filter((name) => /^(DATABASE|REDIS|JWT|CMS)_|^PORT$|^npm_/.test(name))).toEqual([]);
});
