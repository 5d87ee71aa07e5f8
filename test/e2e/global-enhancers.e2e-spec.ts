import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserSocket } from '../support/chat/user-socket.js';

const reached: string[] = [];

@Injectable()
class GlobalGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    reached.push(`guard of ${context.getType()}`);
    return true;
  }
}

@Injectable()
class GlobalPipe implements PipeTransform {
  transform(value: unknown): unknown {
    reached.push('pipe');
    return value;
  }
}

@Injectable()
class GlobalInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    reached.push('interceptor');
    return next.handle();
  }
}

@Catch()
class GlobalFilter implements ExceptionFilter {
  catch(_error: unknown, _host: ArgumentsHost): void {
    reached.push('filter');
  }
}

@WebSocketGateway()
class PlainGateway {
  @SubscribeMessage('echo')
  echo(@MessageBody() body: unknown): { echoed: unknown } {
    return { echoed: body };
  }

  @SubscribeMessage('fail')
  fail(): never {
    throw new Error('on purpose');
  }
}

@Module({
  providers: [
    PlainGateway,
    { provide: APP_GUARD, useClass: GlobalGuard },
    { provide: APP_PIPE, useClass: GlobalPipe },
    { provide: APP_INTERCEPTOR, useClass: GlobalInterceptor },
    { provide: APP_FILTER, useClass: GlobalFilter },
  ],
})
class PlainModule {}

/** Trap C1: why our guard asks what kind of call it is, and why our gateway names its own filter. */
describe('In Nest 12 a gateway', () => {
  let app: NestFastifyApplication;
  let socket: UserSocket;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(PlainModule, new FastifyAdapter(), { logger: false });
    app.useWebSocketAdapter(new IoAdapter(app));
    await app.listen(0, '127.0.0.1');
    socket = await UserSocket.connect(await app.getUrl(), {});
  });
  beforeEach(() => void reached.splice(0));
  afterAll(async () => {
    socket.close();
    await app.close();
  });

  it('is reached by global guards, interceptors and pipes, once for each event', async () => {
    expect(await socket.emit('echo', 'x')).toMatchObject({ echoed: 'x' });
    expect(reached).toEqual(['guard of ws', 'interceptor', 'pipe']);
  });

  it('is not reached by global filters: a failure leaves the caller without an answer', async () => {
    let answered = false;
    socket.socket.emit('fail', 'x', () => (answered = true));
    await socket.until('the exception event', ({ received }) => received.some(({ event }) => event === 'exception'));
    expect(reached).not.toContain('filter');
    // Whatever is answered later would have been answered by now.
    await socket.emit('echo', 'y');
    expect(answered).toBe(false);
  });
});
