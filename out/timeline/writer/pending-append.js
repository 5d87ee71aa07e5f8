import { storageUnavailable } from '../../common/errors/app-error.js';
import { keyOf } from '../conversation-target.js';
import { contentHash } from './content-hash.js';
/** A command on its way: answered exactly once, by its result, its refusal or its deadline. */
export class PendingAppend {
    constructor(command, deadlineMs) {
        this.command = command;
        /** How often another transaction held its conversation, and it was left out. */
        this.skipped = 0;
        this.settled = false;
        this.key = keyOf(command.target);
        this.hash = contentHash(command);
        this.result = new Promise((resolve, reject) => {
            this.accept = resolve;
            this.refuse = reject;
        });
        this.deadline = setTimeout(() => this.reject(storageUnavailable()), deadlineMs);
    }
    /** Whether its caller was answered: such a command is never executed, or executed again. */
    get isSettled() {
        return this.settled;
    }
    /** Identity for repeats; undefined without a client_msg_id. */
    get repeatKey() {
        const { senderKind, senderId, clientMsgId } = this.command;
        return clientMsgId === undefined ? undefined : `${senderKind}:${senderId}:${clientMsgId}`;
    }
    resolve(result) {
        if (this.settle())
            this.accept(result);
    }
    reject(error) {
        if (this.settle())
            this.refuse(error);
    }
    settle() {
        if (this.settled)
            return false;
        this.settled = true;
        clearTimeout(this.deadline);
        return true;
    }
}
//# sourceMappingURL=pending-append.js.map