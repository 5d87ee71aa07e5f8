/** What `startChat` starts: the application in this process, or two nodes behind nginx, each a process of its own. */
export type Target = 'process' | 'cluster';

export const target: Target = targetOf(process.env.TEST_TARGET);

/** How many nodes answer. */
export const NODES = target === 'cluster' ? 2 : 1;

/**
 * Those that the target takes. Several nodes without sticky sessions need `websocket` (contract, section 6):
 * what is true of `polling` is tested in the process alone.
 */
export const TRANSPORTS: readonly ('websocket' | 'polling')[] =
  target === 'cluster' ? ['websocket'] : ['websocket', 'polling'];

function targetOf(given = 'process'): Target {
  if (given !== 'process' && given !== 'cluster') throw new Error(`TEST_TARGET: process or cluster, not ${given}`);
  return given;
}
