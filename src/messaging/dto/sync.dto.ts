import { ValidateBy } from 'class-validator';
import { parseUint } from '../../common/uint.js';
import type { JsonSchema } from '../../wire/fields/field.js';
import { JsonObject, Uint } from '../../wire/fields/fields.js';

const MAX_KNOWN = 5000;
const SEQ: JsonSchema = { type: 'integer', format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** What a client has: the last seq of each conversation that it knows. */
export class SyncDto {
  @JsonObject({
    description: '已有的会话及其最后 seq，至多 5000 个：{"u:41": 12}',
    example: { 'u:41': 12 },
    schema: { type: 'object', additionalProperties: SEQ, maxProperties: MAX_KNOWN },
  })
  @ValidateBy({ name: 'knownSeqs', validator: { validate: isKnown } })
  known!: Record<string, unknown>;

  @Uint({ max: 1000, required: false, description: '不传默认 200', example: 200 })
  limit?: number;

  @Uint({ required: false, description: '上次返回的 recalls_cursor', example: 1 })
  recalls_after?: number;
}

/** JSON null counts as absent here too: nothing is known of that conversation. */
function isKnown(value: unknown): boolean {
  const seqs: unknown[] = Object.values(value as object);
  return seqs.length <= MAX_KNOWN && seqs.every((seq) => seq === null || parseUint(seq, 0) !== undefined);
}

export class RecallMessageDto {
  @Uint({ description: '自己发送的消息', example: 1112 })
  msg_id!: number;
}
