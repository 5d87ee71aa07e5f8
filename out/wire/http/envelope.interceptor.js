var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Injectable } from '@nestjs/common';
import { map } from 'rxjs';
import { success } from '../envelope.js';
import { isOutsideEnvelope } from './outside-envelope.js';
/** Wraps what a handler returns into `{"datas": …}`, over HTTP and in acknowledgements alike. */
let EnvelopeInterceptor = class EnvelopeInterceptor {
    intercept(context, next) {
        return isOutsideEnvelope(context) ? next.handle() : next.handle().pipe(map((value) => success(value)));
    }
};
EnvelopeInterceptor = __decorate([
    Injectable()
], EnvelopeInterceptor);
export { EnvelopeInterceptor };
//# sourceMappingURL=envelope.interceptor.js.map