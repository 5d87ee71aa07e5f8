import { bodyLimitOf } from '../routes.js';
import { registerBodyParsers } from './body-parsers.js';
import { registerRequestLog } from './request-log.js';
/** What every route gets; call it before Nest registers its routes. */
export function registerHttp(fastify, logger) {
    registerBodyParsers(fastify);
    registerRequestLog(fastify, logger);
    fastify.addHook('onRoute', (route) => {
        route.bodyLimit = bodyLimitOf(route.url);
    });
    fastify.addHook('onRequest', (request, reply, done) => {
        void reply.header('X-Request-Id', request.id).header('X-Content-Type-Options', 'nosniff');
        done();
    });
}
//# sourceMappingURL=register-http.js.map