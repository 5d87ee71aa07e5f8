import { BASE_PATH } from '../support/chat/chat-client.js';
import type { BenchDatabase } from './database.js';
import type { Call, Caller, CallLoadOptions, CallLoadReport } from './load/call-load.js';
import { type LoadRun, measureLoad } from './measure-load.js';
import { tokenOf } from './people.js';
import type { BenchContext } from './profile.js';
import { API_KEY, type Subject } from './subject.js';

/** A call of a user, by its name after the base path. */
export async function userCaller(uid: number, calls: readonly Call[]): Promise<Caller> {
  return { headers: { authorization: `Bearer ${await tokenOf(uid)}` }, calls: based(calls) };
}

/** A call with the API key. */
export function cmsCaller(calls: readonly Call[]): Caller {
  return { headers: { 'x-api-key': API_KEY }, calls: based(calls) };
}

/** So many callers at once, each one call after the other. */
export function runCalls(
  { options: { warmUpMs, measureMs }, folder }: Pick<BenchContext, 'options' | 'folder'>,
  subject: Subject,
  database: BenchDatabase,
  callers: readonly Caller[],
): Promise<LoadRun<CallLoadReport>> {
  const load: CallLoadOptions = { port: subject.port, callers, warmUpMs, measureMs };
  return measureLoad<CallLoadReport>({
    subjects: [subject],
    database,
    script: 'call-load.js',
    options: [load],
    folder,
  });
}

const based = (calls: readonly Call[]): Call[] => calls.map((call) => ({ ...call, path: `${BASE_PATH}/${call.path}` }));
