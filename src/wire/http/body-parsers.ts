import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { badParameter } from '../../common/errors/app-error.js';
import { FormFields } from '../fields/form-fields.js';
import { parseJson } from '../json.js';

/** Fields of one form; apps send some dozens. */
const MAX_FORM_FIELDS = 1000;

type Done = (error: Error | null, body?: unknown) => void;

/** Reads `application/json`, urlencoded and multipart bodies (contract, section 2); everything else is a 10008. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer' as const };
  fastify.addContentTypeParser('application/json', options, (_request, body: Buffer, done) => {
    answer(done, () => parseJsonBody(body));
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body: Buffer, done) => {
    answer(done, () => parseUrlencoded(body.toString('utf8')));
  });
  fastify.addContentTypeParser(/^multipart\/form-data/i, options, (request, body: Buffer, done) => {
    parseMultipart(request.headers['content-type'] ?? '', body, done);
  });
}

/** The parser of query strings and urlencoded bodies. */
export function parseUrlencoded(text: string): FormFields {
  return FormFields.from(new URLSearchParams(text));
}

function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  const value = isUtf8(body) ? parseJson(body.toString('utf8')) : undefined;
  if (value === undefined) throw badParameter('body');
  return value;
}

function parseMultipart(contentType: string, body: Buffer, done: Done): void {
  const entries: [string, string][] = [];
  let problem: string | undefined;
  let busboy: BusboyInstance;
  try {
    busboy = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fields: MAX_FORM_FIELDS, fieldSize: body.length, files: 1 },
    });
  } catch {
    done(badParameter('body'));
    return;
  }
  const finish = (): void => {
    if (settled) return;
    settled = true;
    answer(done, () => {
      if (problem !== undefined) throw badParameter(problem);
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

function answer(done: Done, parse: () => unknown): void {
  try {
    done(null, parse());
  } catch (error) {
    done(error as Error);
  }
}
