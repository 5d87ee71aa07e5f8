import type { INestApplicationContext, Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Access, accessOf } from './access.js';

/** By route, as it is registered: whom its controller is for. Without those of nobody (documents). */
export type RouteAccess = ReadonlyMap<string, Access>;

/** Read from the decorators of every controller, for what is decided before Nest knows which one it is. */
export function routeAccessOf(app: INestApplicationContext): RouteAccess {
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map((controller) => controller.metatype as Type<object>);
  return readRouteAccess([...new Set(controllers)]);
}

/** @throws Error where one path is for different callers by its verb: what asks here knows the path only */
export function readRouteAccess(controllers: readonly Type<object>[]): RouteAccess {
  const byRoute = new Map<string, Access>();
  for (const controller of controllers) {
    const access = accessOf(controller);
    if (access === undefined) continue;
    for (const route of routesOf(controller)) {
      if ((byRoute.get(route) ?? access) !== access) throw new Error(`${route} is for two kinds of callers`);
      byRoute.set(route, access);
    }
  }
  return byRoute;
}

function routesOf(controller: Type<object>): string[] {
  const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
  const handlers = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(handlers).flatMap((method) => {
    const path = Reflect.getMetadata(PATH_METADATA, handlers[method] ?? {}) as string | undefined;
    if (path === undefined) return [];
    const parts = `${prefix}/${path}`.split('/').filter((part) => part !== '');
    return [`/${parts.join('/')}`];
  });
}
