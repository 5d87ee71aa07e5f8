const MAX_FIELD = 1024;
/** One line per request: id, user, route, status, time. Never a query string, header or body: they hold secrets. */
export function registerRequestLog(fastify, logger) {
    fastify.addHook('onResponse', (request, reply, done) => {
        logger.info({
            request_id: request.id,
            user: request.caller,
            method: request.method,
            route: routeOf(request),
            status: reply.statusCode,
            ms: Math.round(reply.elapsedTime * 10) / 10,
        });
        done();
    });
}
/** The route's pattern; for an unknown one the path, without its query. */
function routeOf(request) {
    return request.routeOptions.url ?? request.url.split('?', 1)[0]?.slice(0, MAX_FIELD) ?? '';
}
//# sourceMappingURL=request-log.js.map