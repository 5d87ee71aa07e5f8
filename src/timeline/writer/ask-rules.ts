import type { Tx } from '../../database/session.js';
import type { Addressed, Held } from './addressed.js';
import type { AppendRules, Judge, Verdict } from './append-command.js';

/**
 * Asks each command's own rules.
 * @returns who judges each of the commands whose conversation is held
 */
export async function askRules(tx: Tx, commands: readonly Addressed[]): Promise<(held: Held) => Verdict> {
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
  return ({ pending: { command }, conversation }) => {
    const judge = judges.get(command.rules);
    if (!judge) throw new Error('A command whose rules were not asked');
    return judge({ command, conversation });
  };
}
