/**
 * The canonical key of a conversation, the same for all its parties:
 * `u:1:2` two users, `u:1` notes to oneself, `s:9:1` official account 9 and user 1, `g:<type>:<id>` a group
 * (`g:4:9` the broadcasts of account 9). Tests translate the wire's conversation_id, which depends on who looks.
 */
const KEY = /^(?:u:([^:]+)(?::([^:]+))?|(s:[^:]+):([^:]+)|g:[^:]+:[^:]+)$/;

/** The key of the conversation of two users, in whichever order they are given. */
export function conversationOfTwo(a: string, b: string): string {
  if (a === b) return `u:${a}`;
  const inOrder = a.length < b.length || (a.length === b.length && a < b);
  return inOrder ? `u:${a}:${b}` : `u:${b}:${a}`;
}

/** The two (or, for notes to oneself, one) who are entitled to everything; null for a group. Throws on no key. */
export function partiesOf(conv: string): readonly string[] | null {
  const match = KEY.exec(conv);
  if (match === null) throw new Error(`not a canonical conversation key: ${JSON.stringify(conv)}`);
  const parties = match.slice(1).filter((party) => party !== undefined);
  return parties.length === 0 ? null : parties;
}
