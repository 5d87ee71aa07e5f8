import { Uint } from './fields.js';

/** `page` and `page_size` as lists take them (contract, section 2). */
export class PageDto {
  @Uint({ required: false, description: '页码，不传默认 1', example: 1 })
  page?: number;

  @Uint({ required: false, max: 1000, description: '数据大小，不传默认返回全部', example: 20 })
  page_size?: number;
}
