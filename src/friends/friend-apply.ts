/** How an application stands; the wire has the numbers as text (interface 11). */
export const APPLY_STATUS = { pending: 0, agreed: 1, refused: 2 } as const;

export type ApplyStatus = (typeof APPLY_STATUS)[keyof typeof APPLY_STATUS];

/** One user asked another to be friends. */
export interface FriendApply {
  readonly id: number;
  readonly applicantId: number;
  readonly receiverId: number;
  readonly status: ApplyStatus;
}

export interface NewFriendApply extends Omit<FriendApply, 'status'> {
  readonly comment: string;
}
