import { parseUint } from '../common/uint.js';
/** Kinds of conversations, as stored. */
export const CONVERSATION_KIND = { users: 0, service: 1, group: 2 };
export function betweenUsers(a, b) {
    return { kind: 'users', low: Math.min(a, b), high: Math.max(a, b) };
}
export function withService(serviceId, uid) {
    return { kind: 'service', serviceId, uid };
}
export function inGroup(groupType, groupId) {
    return { kind: 'group', groupType, groupId };
}
/** The unique key text of a conversation in the database, ASCII. */
export function keyOf(target) {
    switch (target.kind) {
        case 'users':
            return `u:${target.low}:${target.high}`;
        case 'service':
            return `s:${target.serviceId}:${target.uid}`;
        case 'group':
            return `g:${target.groupType}:${target.groupId}`;
    }
}
/** The inverse of `keyOf`. */
export function targetOf(key) {
    const [form, first, second] = key.split(':');
    const a = Number(first);
    const b = Number(second);
    if (form === 'u')
        return { kind: 'users', low: a, high: b };
    return form === 's' ? withService(a, b) : inGroup(a, b);
}
/** `conversation_id` as a user sees it (contract, section 6). */
export function conversationIdFor(target, viewer) {
    switch (target.kind) {
        case 'users':
            return `u:${target.low === viewer ? target.high : target.low}`;
        case 'service':
            return `s:${target.serviceId}`;
        case 'group':
            return `g:${target.groupType}:${target.groupId}`;
    }
}
/** Reads a `conversation_id` that a user sent; undefined where it is ill-formed. */
export function parseConversationId(text, viewer) {
    const [form, ...parts] = text.split(':');
    const numbers = parts.map((part) => parseUint(part, 1));
    const [first, second] = numbers;
    if (form === 'g' && numbers.length === 2) {
        const wellFormed = first !== undefined && first <= 4 && second !== undefined;
        return wellFormed ? inGroup(first, second) : undefined;
    }
    if (numbers.length !== 1 || first === undefined)
        return undefined;
    if (form === 'u')
        return betweenUsers(viewer, first);
    return form === 's' ? withService(first, viewer) : undefined;
}
/** The users of a two-party conversation, each once. */
export function partiesOf(target) {
    if (target.kind === 'service')
        return [target.uid];
    return target.low === target.high ? [target.low] : [target.low, target.high];
}
//# sourceMappingURL=conversation-target.js.map