import { Uint } from './fields.js';

const PAGE_SIZE = { required: false, max: 1000, description: '数据大小，不传默认返回全部', example: 20 };

/** `page` and `page_size` as lists take them (contract, section 2). */
export class PageDto {
  @Uint({ required: false, description: '页码，不传默认 1', example: 1 })
  page?: number;

  @Uint(PAGE_SIZE)
  page_size?: number;
}

/** What a page holds of a list that only grows, where the caller does not say. */
export const DEFAULT_PAGE_SIZE = 50;

/** As lists take them that only grow and that the contract does not name: never all of it. */
export class BoundedPageDto {
  @Uint({ required: false, description: '页码，不传默认 1', example: 1 })
  page?: number;

  @Uint({ ...PAGE_SIZE, description: `数据大小，不传默认 ${DEFAULT_PAGE_SIZE}` })
  page_size?: number;
}

/** As interfaces 8 and 11 take them. */
export class RequiredPageDto {
  @Uint({ description: '页码', example: 1 })
  page!: number;

  @Uint(PAGE_SIZE)
  page_size?: number;
}
