import { HttpException } from '@nestjs/common';
import { AppError, badParameter } from '../common/errors/app-error.js';
import { toCallerError } from '../database/database-errors.js';
/** Fastify's own refusals, by their code. */
const FASTIFY_CODES = {
    FST_ERR_CTP_BODY_TOO_LARGE: 10006,
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 10008,
    FST_ERR_CTP_INVALID_TYPE: 10008,
    FST_ERR_BAD_URL: 10004,
    FST_ERR_NOT_FOUND: 10004,
    FST_ERR_HANDLER_TIMEOUT: 10007,
};
/** HTTP statuses that Nest, Fastify or Node attach to what they throw. */
const STATUS_CODES = {
    401: 10001,
    403: 10003,
    404: 10004,
    405: 10004,
    413: 10006,
    414: 10004,
    415: 10008,
    429: 10005,
    503: 10007,
};
/**
 * The one mapper behind every door: whatever was thrown becomes a row of the code table. What it
 * does not know is a 10500, whose cause the door logs and never tells.
 */
export function toAppError(thrown) {
    const error = toCallerError(thrown);
    if (error instanceof AppError)
        return error;
    const code = FASTIFY_CODES[error?.code ?? ''];
    if (code)
        return new AppError(code, undefined, undefined, { cause: error });
    const status = statusOf(error);
    if (status === undefined || status >= 500) {
        const unavailable = status === 503;
        return new AppError(unavailable ? 10007 : 10500, undefined, unavailable ? 1 : undefined, { cause: error });
    }
    const known = STATUS_CODES[status];
    return known ? new AppError(known, undefined, undefined, { cause: error }) : badParameter('body');
}
function statusOf(error) {
    if (error instanceof HttpException)
        return error.getStatus();
    const status = error?.statusCode;
    return typeof status === 'number' && status >= 400 ? status : undefined;
}
//# sourceMappingURL=to-app-error.js.map