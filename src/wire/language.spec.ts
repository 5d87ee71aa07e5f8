import { expect, it } from 'vitest';
import { languageOf } from './language.js';

it.each([
  [undefined, 'zh'],
  ['', 'zh'],
  ['*', 'zh'],
  ['zh-CN', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['fr', 'zh'],
  ['fr, de;q=0.5', 'zh'],
  ['en', 'en'],
  ['en-US,en;q=0.9', 'en'],
  ['EN-gb', 'en'],
  ['fr, en;q=0.1', 'en'],
  ['zh;q=0.5, en;q=0.9', 'en'],
  ['en;q=0', 'zh'],
  ['en;q=0.1, zh;q=0.1', 'en'],
  ['zh, en', 'zh'],
  ['en, *', 'en'],
  ['zh-CN,en', 'zh'],
  ['zh-TW,en', 'zh'],
  ['en-US,zh', 'en'],
  ['en-GB,zh-CN', 'en'],
  ['zh;q=0.5, *;q=0.9, en;q=0.1', 'zh'],
  ['zhx, en', 'en'],
  ['garbage;;;q=x,,', 'zh'],
])('Accept-Language %j is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
