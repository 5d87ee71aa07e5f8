import { IdList } from '../../wire/fields/fields.js';

export class GetUserInfoDto {
  @IdList({ max: 100, description: '用户 id，至多 100 个', example: '1,2,3' })
  user_id!: number[];
}
