/** How a user or an official account shows itself to others. */
export interface Profile {
  readonly id: number;
  readonly nickname: string;
  /** An http(s) URL, or empty. */
  readonly photo: string;
}

/** How somebody shows themselves whose account was deleted: in what they wrote, and where they had a part. */
export const DELETED_PROFILE: Omit<Profile, 'id'> = { nickname: '已注销用户', photo: '' };

/** A profile as lists carry it on the wire. */
export interface WireProfile {
  readonly user_id: number;
  readonly nickname: string;
  readonly photo: string;
}

export function presentProfile({ id, nickname, photo }: Profile): WireProfile {
  return { user_id: id, nickname, photo };
}
