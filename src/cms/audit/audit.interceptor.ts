import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { accessOf, type CmsIdentity, type IdentityHolder } from '../../wire/access.js';
import type { DtoClass } from '../../wire/fields/decode.js';
import { fieldsOf } from '../../wire/fields/field.js';
import { originOf } from '../../wire/http/request-origin.js';
import { detailOf } from './audit-detail.js';
import { AuditLog } from './audit-log.js';
import { isRoutine } from './audited.js';

type Request = FastifyRequest & IdentityHolder;

/** Writes down each CMS call that changes something, once it has succeeded: no controller has to think of it. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly log: AuditLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http' || accessOf(context.getClass()) !== 'cms') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const { identity } = request;
    if (request.method !== 'POST' || identity?.kind !== 'cms') return next.handle();
    if (identity.operatorId === undefined && isRoutine(context.getHandler())) return next.handle();
    return next.handle().pipe(
      // Before the answer goes out: whoever has it finds the entry.
      concatMap(async (result: unknown) => {
        await this.record(context, request, identity, result);
        return result;
      }),
    );
  }

  private async record(context: ExecutionContext, request: Request, { actor }: CmsIdentity, result: unknown) {
    const action = context.getHandler().name;
    const dto = dtoOf(context);
    const detail = dto === undefined ? {} : detailOf(dto, request.body, result);
    const serviceId = typeof detail.service_id === 'number' ? detail.service_id : null;
    await this.log.record({ actor, action, serviceId, detail }, originOf(request));
  }
}

/** What the handler takes its parameters as; pipes run after interceptors, so that theirs is not seen here. */
function dtoOf(context: ExecutionContext): DtoClass<object> | undefined {
  const prototype = context.getClass().prototype as object;
  const types = Reflect.getMetadata('design:paramtypes', prototype, context.getHandler().name) as DtoClass<object>[];
  return types.find((type) => fieldsOf(type).length > 0);
}
