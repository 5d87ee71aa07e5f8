/** What becomes of what a deleted user wrote. */
export type MessagesOption = 'keep' | 'erase';

/** A deletion that is being carried out. */
export interface UserDeletion {
  readonly uid: number;
  /** Whether what the user wrote goes as well. */
  readonly erase: boolean;
  /** UTC milliseconds. */
  readonly requestedAt: number;
  /** UTC milliseconds until when it is ours; nobody else claims the same moment while it lasts. */
  readonly claimedUntil: number;
}

/** What one part of the work was about, and how much of it there was. */
export interface Cleared {
  readonly what: string;
  readonly count: number;
}
