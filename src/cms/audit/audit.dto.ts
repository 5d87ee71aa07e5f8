import { Text, Uint } from '../../wire/fields/fields.js';
import { BoundedPageDto } from '../../wire/fields/page.dto.js';
import { USERNAME } from '../dto/operator.dto.js';
import { CURSOR } from './audit-cursor.js';

const TIME = { min: 19, max: 19, pattern: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, required: false };

export class GetAuditLogDto extends BoundedPageDto {
  @Text({ max: 64, pattern: USERNAME, required: false, description: '用户名，或 api_key', example: 'editor' })
  actor?: string;

  @Text({ max: 64, pattern: /^\w+$/, required: false, description: '接口名', example: 'saveServiceAccount' })
  action?: string;

  @Uint({ required: false, description: '公众号 id', example: 111 })
  service_id?: number;

  @Text({ ...TIME, description: '从何时起（含）', example: '2015-09-11 00:00:00' })
  from?: string;

  @Text({ ...TIME, description: '到何时止（含）', example: '2015-09-11 23:59:59' })
  to?: string;

  @Text({
    max: 33,
    pattern: CURSOR,
    required: false,
    description: '上一页的 next_cursor；page 从它之后数起',
    example: '1441954923000-17',
  })
  cursor?: string;
}
