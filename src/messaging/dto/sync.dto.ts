import { ValidateBy } from 'class-validator';
import { parseUint } from '../../common/uint.js';
import { JsonObject, Uint } from '../../wire/fields/fields.js';

const MAX_KNOWN = 5000;

/** What a client has: the last seq of each conversation that it knows. */
export class SyncDto {
  @JsonObject({
    description: '已有的会话及其最后 seq，至多 5000 个：{"u:41": 12}',
    example: { 'u:41': 12 },
    schema: { type: 'object', additionalProperties: { type: 'integer', minimum: 0 }, maxProperties: MAX_KNOWN },
  })
  @ValidateBy({ name: 'knownSeqs', validator: { validate: isKnown } })
  known!: Record<string, unknown>;

  @Uint({ max: 1000, required: false, description: '不传默认 200', example: 200 })
  limit?: number;

  @Uint({ required: false, description: '上次返回的 recalls_cursor', example: 1 })
  recalls_after?: number;
}

function isKnown(value: unknown): boolean {
  const seqs = Object.values(value as object);
  return seqs.length <= MAX_KNOWN && seqs.every((seq) => parseUint(seq, 0) !== undefined);
}

export class RecallMessageDto {
  @Uint({ example: 1111 })
  msg_id!: number;
}
