import { connect } from 'node:net';
import { vi } from 'vitest';
import type { Answer } from '../../support/chat/envelope.js';

type Said = 'ok' | number | undefined;

/** What so many calls, one after the other, are answered: 'ok' or the code, each with how many times in a row. */
export async function answersOf(count: number, call: (index: number) => Promise<Answer>): Promise<[Said, number][]> {
  const runs: [Said, number][] = [];
  for (let index = 0; index < count; index += 1) {
    const { datas, error_code } = await call(index);
    const said = datas === undefined ? error_code : 'ok';
    const last = runs.at(-1);
    if (last && last[0] === said) last[1] += 1;
    else runs.push([said, 1]);
  }
  return runs;
}

/** Lets `seconds` go by for whatever reads `performance.now()`: windows of limits do; timers and dates stay real. */
export function letPass(seconds: number): void {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ['performance'], now: performance.now() });
  vi.advanceTimersByTime(seconds * 1000);
}

/** How many of so many GETs of a path, written at once on one connection, are answered with which status. */
export async function statusesOf(
  url: string,
  path: string,
  count: number,
  headersOf: (index: number) => Record<string, string>,
): Promise<Record<string, number>> {
  const requests = Array.from({ length: count }, (_, index) => {
    const headers = {
      host: 'localhost',
      connection: index === count - 1 ? 'close' : 'keep-alive',
      ...headersOf(index),
    };
    return [`GET ${path} HTTP/1.1`, ...Object.entries(headers).map((pair) => pair.join(': ')), '', ''].join('\r\n');
  });
  const { hostname, port } = new URL(url);
  const chunks: Buffer[] = [];
  const connection = connect(Number(port), hostname);
  // It is the server that closes: one whose client has closed its side would not answer the rest.
  connection.write(requests.join(''));
  for await (const chunk of connection) chunks.push(chunk as Buffer);
  const statuses: Record<string, number> = {};
  for (const [, status = ''] of Buffer.concat(chunks)
    .toString()
    .matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}
