import type { Answer } from '../../support/chat/envelope.js';

/** Within what every request must be answered, whatever the database does (contract, section 4; design, F4). */
export const ANSWER_WITHIN_MS = 3_000;

/** For tests and hooks that start databases and servers, on a machine that does much else: a limit, and no promise. */
export const PATIENCE_MS = 180_000;

export interface Timed<T> {
  readonly answer: T;
  readonly ms: number;
}

/** What a request was answered, and how long that took. */
export async function timed<T>(request: Promise<T>): Promise<Timed<T>> {
  const startedAt = performance.now();
  const answer = await request;
  return { answer, ms: performance.now() - startedAt };
}

/** Of these answers, those that are not "storage unavailable, try again" in time; an empty list is what one wants. */
export function notUnavailableInTime(answers: readonly Timed<Answer>[]): Timed<Answer>[] {
  return answers.filter(({ answer, ms }) => {
    const isUnavailable = answer.error_code === 10007 && [0, 503].includes(answer.status);
    return !isUnavailable || answer.datas !== undefined || ms > ANSWER_WITHIN_MS;
  });
}

/** HTTP status of /healthz or /readyz. */
export async function statusOf(url: string, path: '/healthz' | '/readyz'): Promise<number> {
  const { status, body } = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(2 * ANSWER_WITHIN_MS) });
  await body?.cancel();
  return status;
}
