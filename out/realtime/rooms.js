/** All devices of a user. */
export function userRoom(uid) {
    return `u:${uid}`;
}
/** The devices of a group's members. */
export function groupRoom({ groupType, groupId }) {
    return `g:${groupType}:${groupId}`;
}
//# sourceMappingURL=rooms.js.map