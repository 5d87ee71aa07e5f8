import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiConsumes, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ERROR_CODES } from '../../common/errors/error-codes.js';
const EVERY_CALL = [10000, 10001, 10002, 10006, 10007, 10500];
/** A GET call: inputs come from the query string. */
export function ApiQueryCall(options) {
    return describeCall(options);
}
/** A POST call: answers 200, takes JSON, urlencoded and multipart bodies. */
export function ApiBodyCall(options) {
    const forms = ApiConsumes('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data');
    return applyDecorators(describeCall(options), HttpCode(200), forms);
}
/** A POST call whose input cannot be a form. */
export function ApiJsonCall(options) {
    return applyDecorators(describeCall(options), HttpCode(200), ApiConsumes('application/json'));
}
function describeCall({ summary, document, description, datas, example, errors = [], }) {
    const title = document === undefined ? summary : `接口${document} ${summary}`;
    return applyDecorators(ApiOperation({ summary: title, ...(description === undefined ? {} : { description }) }), ...(document === undefined ? [] : [ApiExtension('x-interface', document)]), ApiResponse({
        status: 200,
        description: 'OK',
        content: {
            'application/json': { schema: { type: 'object', required: ['datas'], properties: { datas } }, example },
        },
    }), ...errorResponses([...new Set([...EVERY_CALL, ...errors])]));
}
/** One response per HTTP status, which lists the codes that share it. */
function errorResponses(codes) {
    const byStatus = new Map();
    for (const code of codes) {
        const { status } = ERROR_CODES[code];
        byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    return [...byStatus].map(([status, list]) => ApiResponse({
        status,
        description: list.map((code) => `${code} ${ERROR_CODES[code].zh} (${ERROR_CODES[code].en})`).join('; '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
    }));
}
//# sourceMappingURL=api-call.js.map