import type { TracedMessage } from '../../timeline/message-trace.repository.js';

export const REASONS = ['sender', 'not_addressed', 'never_a_member', 'joined_later', 'left_before', 'away'] as const;

/**
 * Why somebody was no receiver: they sent it; it was for others; and of a group or an account's followers: they never
 * were in it, joined later, left before, or both, and were away when it was sent.
 */
export type Reason = (typeof REASONS)[number];

export interface TraceQuery {
  /** The one receiver of interest. */
  readonly uid: number | undefined;
  readonly after: number;
  readonly limit: number;
}

/** What became of a message at one receiver; times in UTC milliseconds. */
export interface UserTrace {
  readonly uid: number;
  /** 0, 3 or 4. */
  readonly status: number;
  readonly receivedAt: number | undefined;
  readonly readAt: number | undefined;
  /** Whether the times are those of this very message; otherwise it was then, or earlier. */
  readonly exact: boolean;
}

export interface TracePage {
  readonly users: readonly UserTrace[];
  /** Where the next page begins; undefined at the end. */
  readonly nextCursor: number | undefined;
}

export interface MessageTrace extends TracePage {
  readonly message: TracedMessage;
  /** As of the commit. */
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  /** Where one user was asked for who was no receiver. */
  readonly reason: Reason | undefined;
  /** Whether it stands in a dialogue of each receiver, and no receiver was asked for: one place says nothing of the others. */
  readonly isListed?: boolean;
}
