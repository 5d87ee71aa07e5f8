var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var AckExceptionFilter_1;
import { Catch, Logger } from '@nestjs/common';
import { failure } from '../wire/envelope.js';
import { toAppError } from '../wire/to-app-error.js';
/** Answers a refusal in the acknowledgement, where the client asked for one. */
export function answerFailure(socket, ack, error) {
    const { language } = socket.data;
    if (typeof ack === 'function')
        ack(failure(error, language));
}
/** The socket events' door of the error mapper. Global filters do not reach gateways, so each names it. */
let AckExceptionFilter = AckExceptionFilter_1 = class AckExceptionFilter {
    constructor() {
        this.logger = new Logger(AckExceptionFilter_1.name);
    }
    catch(thrown, host) {
        const [socket, , ack] = host.getArgs();
        const error = toAppError(thrown);
        if (error.code === 10500)
            this.logger.error({ err: thrown }, 'Unexpected error in a socket event');
        answerFailure(socket, ack, error);
    }
};
AckExceptionFilter = AckExceptionFilter_1 = __decorate([
    Catch()
], AckExceptionFilter);
export { AckExceptionFilter };
//# sourceMappingURL=ack-exception.filter.js.map