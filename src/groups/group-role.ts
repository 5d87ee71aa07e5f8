/** Roles of members as stored; who owns a group stands with the group. */
export const MEMBER_ROLE = { member: 0, admin: 1 } as const;

/** A member's role as the wire has it. */
export type GroupRole = 'owner' | 'admin' | 'member';

export function roleOf(uid: number, role: number, ownerId: number | null): GroupRole {
  if (uid === ownerId) return 'owner';
  return role === MEMBER_ROLE.admin ? 'admin' : 'member';
}
