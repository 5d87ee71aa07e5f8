import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { success } from '../envelope.js';
import { isOutsideEnvelope } from './outside-envelope.js';

/** Wraps what a handler returns into `{"datas": …}`, over HTTP and in acknowledgements alike. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (isOutsideEnvelope(context)) return next.handle();
    // A file is no JSON.
    return next.handle().pipe(map((value: unknown) => (value instanceof StreamableFile ? value : success(value))));
  }
}
