var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { EnvelopeInterceptor } from './http/envelope.interceptor.js';
import { HttpExceptionFilter } from './http/http-exception.filter.js';
import { WirePipe } from './wire.pipe.js';
/**
 * The doors' common furniture. In Nest 12 global pipes and interceptors reach gateways too, global
 * filters do not (a test pins both): a gateway brings its own filter.
 */
let WireModule = class WireModule {
};
WireModule = __decorate([
    Global(),
    Module({
        providers: [
            { provide: APP_PIPE, useClass: WirePipe },
            { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
            { provide: APP_FILTER, useClass: HttpExceptionFilter },
        ],
    })
], WireModule);
export { WireModule };
//# sourceMappingURL=wire.module.js.map