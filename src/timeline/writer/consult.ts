import type { Tx } from '../../database/session.js';
import type { Addressed, Held } from './addressed.js';
import type { AppendRules, Judge, Verdict } from './append-command.js';

/**
 * Asks each command's own rules.
 * @returns who judges those of the commands whose conversation is held: a verdict of each, in the same order
 */
export async function consult(
  tx: Tx,
  commands: readonly Addressed[],
): Promise<(held: readonly Held[]) => (Verdict | undefined)[]> {
  const byRules = new Map<AppendRules, Addressed[]>();
  for (const addressed of commands) {
    const { rules } = addressed.pending.command;
    const others = byRules.get(rules);
    if (others) others.push(addressed);
    else byRules.set(rules, [addressed]);
  }
  const judges = new Map<AppendRules, Judge>();
  await Promise.all(
    [...byRules].map(async ([rules, asked]) => {
      const addressed = asked.map(({ pending, conversationId }) => ({ command: pending.command, conversationId }));
      judges.set(rules, await rules.consult(tx, addressed));
    }),
  );
  return (held) =>
    held.map(({ pending: { command }, conversation }) => judges.get(command.rules)?.({ command, conversation }));
}
