import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { success } from '../envelope.js';
import { isOutsideEnvelope } from './outside-envelope.js';

/** Wraps what a handler returns into `{"datas": …}`, over HTTP and in acknowledgements alike. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return isOutsideEnvelope(context) ? next.handle() : next.handle().pipe(map((value: unknown) => success(value)));
  }
}
