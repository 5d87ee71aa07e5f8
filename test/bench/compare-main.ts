// npm run bench:compare a.json b.json: what changed from one result of `npm run bench -- --out` to another.
import { readFileSync } from 'node:fs';
import { compare } from './compare.js';
import type { BenchResult } from './report.js';

// After the project's folder and the word itself.
const [, , before, after] = process.argv.slice(2);
if (before === undefined || after === undefined) throw new Error('npm run bench:compare before.json after.json');
const read = (file: string): BenchResult & { header?: string[]; isQuick?: boolean } =>
  JSON.parse(readFileSync(file, 'utf8')) as BenchResult;
const results = [read(before), read(after)] as const;
for (const { header, isQuick } of results) console.log(`${header?.join('; ')}${isQuick ? '; --quick' : ''}`);
console.log(`\n${compare(...results)}`);
