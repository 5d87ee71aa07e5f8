var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var HttpExceptionFilter_1;
import { Catch, Logger } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import { toAppError } from '../to-app-error.js';
import { sendFailure } from './http-failure.js';
/** The HTTP door of the error mapper. Sockets have their own (`AckExceptionFilter`). */
let HttpExceptionFilter = HttpExceptionFilter_1 = class HttpExceptionFilter {
    constructor(configuration) {
        this.configuration = configuration;
        this.logger = new Logger(HttpExceptionFilter_1.name);
    }
    catch(thrown, host) {
        const http = host.switchToHttp();
        const request = http.getRequest();
        const reply = http.getResponse();
        const error = toAppError(thrown);
        if (error.code === 10500) {
            this.logger.error({ request_id: request.id, err: thrown }, 'Unexpected error');
        }
        if (!reply.sent)
            sendFailure(request, reply, error, this.configuration.errorsAnswerOk);
    }
};
HttpExceptionFilter = HttpExceptionFilter_1 = __decorate([
    Catch(),
    __metadata("design:paramtypes", [Configuration])
], HttpExceptionFilter);
export { HttpExceptionFilter };
//# sourceMappingURL=http-exception.filter.js.map