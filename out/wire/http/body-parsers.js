import { Busboy } from '@fastify/busboy';
import { isUtf8 } from 'node:buffer';
import { badParameter } from '../../common/errors/app-error.js';
import { FormFields } from '../fields/form-fields.js';
import { parseJson } from '../json.js';
/** Fields of one form; apps send some dozens. */
const MAX_FORM_FIELDS = 1000;
/** Reads `application/json`, urlencoded and multipart bodies (contract, section 2); everything else is a 10008. */
export function registerBodyParsers(fastify) {
    fastify.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer' };
    fastify.addContentTypeParser('application/json', options, (_request, body, done) => {
        answer(done, () => parseJsonBody(body));
    });
    fastify.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body, done) => {
        answer(done, () => parseUrlencoded(body.toString('utf8')));
    });
    fastify.addContentTypeParser(/^multipart\/form-data/i, options, (request, body, done) => {
        parseMultipart(request.headers['content-type'] ?? '', body, done);
    });
}
/** The parser of query strings and urlencoded bodies. */
export function parseUrlencoded(text) {
    return FormFields.from(new URLSearchParams(text));
}
function parseJsonBody(body) {
    if (body.length === 0)
        return {};
    const value = isUtf8(body) ? parseJson(body.toString('utf8')) : undefined;
    if (value === undefined)
        throw badParameter('body');
    return value;
}
function parseMultipart(contentType, body, done) {
    const entries = [];
    let problem;
    let busboy;
    try {
        busboy = new Busboy({
            headers: { 'content-type': contentType },
            limits: { fields: MAX_FORM_FIELDS, fieldSize: body.length, files: 1 },
        });
    }
    catch {
        done(badParameter('body'));
        return;
    }
    const finish = () => {
        if (settled)
            return;
        settled = true;
        answer(done, () => {
            if (problem !== undefined)
                throw badParameter(problem);
            return FormFields.from(entries);
        });
    };
    let settled = false;
    busboy.on('field', (name, value) => entries.push([name, value]));
    busboy.on('file', (name, stream) => {
        problem ??= name;
        stream.resume();
    });
    busboy.on('fieldsLimit', () => (problem ??= 'body'));
    busboy.on('error', () => {
        problem ??= 'body';
        finish();
    });
    busboy.on('finish', finish);
    busboy.end(body);
}
function answer(done, parse) {
    try {
        done(null, parse());
    }
    catch (error) {
        done(error);
    }
}
//# sourceMappingURL=body-parsers.js.map