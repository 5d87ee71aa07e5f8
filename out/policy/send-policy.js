/**
 * Who may send what to whom: the one function that says so.
 * @returns the code of the first rule that is broken, or undefined where the message may be sent
 */
export function refusalToSend(facts) {
    if (!facts.senderActive)
        return 10001;
    switch (facts.to) {
        case 'user':
        case 'service':
            return undefined;
        case 'group':
            if (!facts.member)
                return 20004;
            return (facts.member.mutedUntil ?? 0) > facts.now ? 20008 : undefined;
    }
}
//# sourceMappingURL=send-policy.js.map