import type { INestApplicationContext, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import {
  GATEWAY_METADATA,
  MESSAGE_MAPPING_METADATA,
  MESSAGE_METADATA,
  PARAM_ARGS_METADATA,
} from '@nestjs/websockets/constants.js';
import { WsParamtype } from '@nestjs/websockets/enums/ws-paramtype.enum.js';
import { fieldsOf } from '../wire/fields/field.js';

/** By event that clients may send: the DTO that its payload is decoded into. */
export type EventMap = ReadonlyMap<string, Type<object>>;

/** The events of every gateway of the application, for the API document. */
export function eventMapOf(app: INestApplicationContext): EventMap {
  const classes = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .map((provider) => provider.metatype as unknown)
    .filter((metatype) => typeof metatype === 'function' && Reflect.hasMetadata(GATEWAY_METADATA, metatype));
  return readEventMap(classes as Type<object>[]);
}

/**
 * Reads from the decorators which events gateways take, and what each carries.
 * @throws Error where an event is taken twice, or by a method whose payload is no DTO of wire fields: it
 *   would be handed over unchecked, and be missing from the API document
 */
export function readEventMap(gateways: readonly Type<object>[]): EventMap {
  const events = new Map<string, Type<object>>();
  for (const gateway of gateways) {
    for (const method of new MetadataScanner().getAllMethodNames(gateway.prototype as object)) {
      const event = eventOf(gateway, method);
      if (event === undefined) continue;
      if (events.has(event)) throw new Error(`${gateway.name}.${method}: another method takes ${event} too`);
      events.set(event, payloadOf(gateway, method));
    }
  }
  return events;
}

function eventOf(gateway: Type<object>, method: string): string | undefined {
  const handler = (gateway.prototype as Record<string, object>)[method] ?? {};
  if (Reflect.getMetadata(MESSAGE_MAPPING_METADATA, handler) !== true) return undefined;
  return String(Reflect.getMetadata(MESSAGE_METADATA, handler));
}

function payloadOf(gateway: Type<object>, method: string): Type<object> {
  type Parameters = Record<string, { index: number; data?: unknown }>;
  const parameters = (Reflect.getMetadata(PARAM_ARGS_METADATA, gateway, method) ?? {}) as Parameters;
  const types = Reflect.getMetadata('design:paramtypes', gateway.prototype as object, method) as Type<object>[];
  // Keys are '<kind>:<index>'; one with `data` takes a single property, past the DTO.
  const bodies = Object.entries(parameters).filter(([key]) => key.startsWith(`${WsParamtype.PAYLOAD}:`));
  const [body, second] = bodies.map(([, parameter]) => parameter);
  const dto = body && second === undefined && body.data === undefined ? types[body.index] : undefined;
  if (dto === undefined || fieldsOf(dto).length === 0) {
    throw new Error(`${gateway.name}.${method}: an event needs one @MessageBody() whose class declares wire fields`);
  }
  return dto;
}
