/** One user in one group. */
export interface MemberKey {
  readonly conversationId: number;
  readonly uid: number;
}

/** The columns of the tables of members that make a `MemberKey`. */
export const MEMBER_COLUMNS = ['conversation_id', 'user_id'];

/** In the order of `MEMBER_COLUMNS`. */
export function tupleOf({ conversationId, uid }: MemberKey): number[] {
  return [conversationId, uid];
}
