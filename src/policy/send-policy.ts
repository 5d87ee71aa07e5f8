import type { ErrorCode } from '../common/errors/error-codes.js';

/** What is known, under the conversation's lock, of one user who wants to send. */
export type SendFacts = {
  readonly senderActive: boolean;
  /** UTC milliseconds. */
  readonly now: number;
} & (
  | { readonly to: 'user' }
  | { readonly to: 'service' }
  | { readonly to: 'group'; readonly member: { readonly mutedUntil: number | undefined } | undefined }
);

/**
 * Who may send what to whom: the one function that says so.
 * @returns the code of the first rule that is broken, or undefined where the message may be sent
 */
export function refusalToSend(facts: SendFacts): ErrorCode | undefined {
  if (!facts.senderActive) return 10001;
  switch (facts.to) {
    case 'user':
    case 'service':
      return undefined;
    case 'group':
      if (!facts.member) return 20004;
      return (facts.member.mutedUntil ?? 0) > facts.now ? 20008 : undefined;
  }
}
