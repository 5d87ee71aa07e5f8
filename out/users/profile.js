export function presentProfile({ id, nickname, photo }) {
    return { user_id: id, nickname, photo };
}
//# sourceMappingURL=profile.js.map