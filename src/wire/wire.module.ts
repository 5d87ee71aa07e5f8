import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { FailureLog } from './failure-log.js';
import { HttpExceptionFilter } from './http/http-exception.filter.js';
import { TrustedProxies } from './http/trusted-proxies.js';
import { WirePipe } from './wire.pipe.js';

/**
 * The doors' common furniture. In Nest 12 global pipes reach gateways too, global filters do not (a test pins both): a
 * gateway brings its own filter. The envelope is the doors' own (`EnvelopeAdapter`, `EventDispatcher`).
 */
@Global()
@Module({
  providers: [
    FailureLog,
    TrustedProxies,
    { provide: APP_PIPE, useClass: WirePipe },
    { provide: APP_FILTER, useClass: HttpExceptionFilter },
  ],
  exports: [FailureLog, TrustedProxies],
})
export class WireModule {}
