import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { CmsIdentity, IdentityHolder } from '../../wire/access.js';
import { decode, type DtoClass } from '../../wire/fields/decode.js';
import { fieldsOf } from '../../wire/fields/field.js';
import { originOf } from '../../wire/http/request-origin.js';
import { detailOf } from './audit-detail.js';
import { AuditLog, type Deed } from './audit-log.js';
import { accountFinderOf, isExport, isRoutine } from './audited.js';

type Request = FastifyRequest & IdentityHolder;

/** Writes down each CMS call that changes or exports something, before it does: no controller has to think of it. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly log: AuditLog,
    private readonly modules: ModuleRef,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const { identity } = request;
    if (identity?.kind !== 'cms') return next.handle();
    if (request.method !== 'POST' && !isExport(context.getHandler(), request.headers)) return next.handle();
    if (identity.operatorId === undefined && isRoutine(context.getHandler())) return next.handle();
    return from(this.recorded(context, request, identity, next));
  }

  /** @throws AppError what the call throws; 10007 where it cannot be written down: it is not done then */
  private async recorded(context: ExecutionContext, request: Request, caller: CmsIdentity, next: CallHandler) {
    const entry = await this.log.open(await this.deedOf(context, request, caller), originOf(request));
    let result: unknown;
    try {
      result = await lastValueFrom<unknown>(next.handle());
    } catch (error) {
      await this.log.withdraw(entry, error);
      throw error;
    }
    // Before the answer goes out: whoever has it finds the entry complete.
    await this.log.complete(entry, result);
    return result;
  }

  /** @throws AppError 10000 for parameters that the call would not take either */
  private async deedOf(
    context: ExecutionContext,
    { method, body, query }: Request,
    { actor }: CmsIdentity,
  ): Promise<Deed> {
    const handler = context.getHandler();
    const action = handler.name;
    const dto = dtoOf(context);
    if (dto === undefined) return { actor, action, serviceId: null, detail: {} };
    const parameters = decode(dto, method === 'POST' ? body : query) as Record<string, unknown>;
    const { service_id } = parameters;
    const finder = accountFinderOf(handler);
    const found = finder && (await this.modules.get(finder, { strict: false }).findServiceId(parameters));
    const serviceId = typeof service_id === 'number' ? service_id : (found ?? null);
    return { actor, action, serviceId, detail: detailOf(dto, parameters) };
  }
}

/** What the handler takes its parameters as; pipes run after interceptors, so that theirs is not seen here. */
function dtoOf(context: ExecutionContext): DtoClass<object> | undefined {
  const prototype = context.getClass().prototype as object;
  const types = Reflect.getMetadata('design:paramtypes', prototype, context.getHandler().name) as DtoClass<object>[];
  return types.find((type) => fieldsOf(type).length > 0);
}
