import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { badParameter } from '../../common/errors/app-error.js';
import { FormFields } from '../fields/form-fields.js';
import { parseJson } from '../json.js';

/** Fields of one form; apps send some dozens. */
const MAX_FORM_FIELDS = 1000;

/** Escapes that are part of something longer than one byte. */
const HIGH_BYTE = /%([89a-f][\da-f])/gi;

type Entry = readonly [name: string, value: string];
type Done = (error: Error | null, body?: unknown) => void;

/** Reads `application/json`, urlencoded and multipart bodies (contract, section 2); everything else is a 10008. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer' as const };
  fastify.addContentTypeParser('application/json', options, (_request, body: Buffer, done) => {
    answer(done, () => parseJsonBody(body));
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body: Buffer, done) => {
    answer(done, () => parseUrlencoded(body));
  });
  fastify.addContentTypeParser(/^multipart\/form-data/i, options, (request, body: Buffer, done) => {
    parseMultipart(request.headers['content-type'] ?? '', body, done);
  });
}

/** The parser of query strings and urlencoded bodies. */
export function parseUrlencoded(bytes: Buffer): FormFields {
  return FormFields.from(markBadText(percentDecoded(bytes), new URLSearchParams(bytes.toString('utf8'))));
}

function percentDecoded(bytes: Buffer): Buffer {
  const decoded = bytes
    .toString('latin1')
    .replace(HIGH_BYTE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}

/** Decoding makes U+FFFD of bytes that are no UTF-8, silently; here a lone surrogate, which no parameter takes. */
function markBadText(bytes: Buffer, entries: Iterable<Entry>): Iterable<Entry> {
  if (isUtf8(bytes)) return entries;
  return [...entries].map(([name, value]): Entry => [name, value.replaceAll('\ufffd', '\ud800')]);
}

function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  const value = isUtf8(body) ? parseJson(body.toString('utf8')) : undefined;
  if (value === undefined) throw badParameter('body');
  return value;
}

function parseMultipart(contentType: string, body: Buffer, done: Done): void {
  const entries: Entry[] = [];
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
      return FormFields.from(markBadText(body, entries));
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
