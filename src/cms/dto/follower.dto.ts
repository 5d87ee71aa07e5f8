import { IdList, Uint } from '../../wire/fields/fields.js';

export class ServiceIdDto {
  @Uint({ description: '公众号id', example: 111 })
  service_id!: number;
}

export class ServiceFollowersDto extends ServiceIdDto {
  @IdList({ max: 10_000, description: '用户 id 列表，至多 10000 个', example: '1,2,3' })
  user_id!: number[];
}

export class ListServiceFollowersDto extends ServiceIdDto {
  @Uint({ required: false, description: '上一页的 next_cursor', example: 1 })
  cursor?: number;

  @Uint({ required: false, max: 1000, description: '数据大小，不传默认 200', example: 200 })
  page_size?: number;
}
