import { Body, Post } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { BLACKLIST_EXAMPLE, BLACKLIST_SCHEMA } from './blacklist-schemas.js';
import { type BlacklistPage, BlacklistPresenter } from './blacklist.presenter.js';
import { BlacklistService } from './blacklist.service.js';
import { BlacklistUserDto, GetUserBlacklistDto } from './dto/blacklist.dto.js';

/** Interfaces 6 to 9. */
@UserApi('user')
export class BlacklistController {
  constructor(
    private readonly blacklist: BlacklistService,
    private readonly presenter: BlacklistPresenter,
  ) {}

  @Post('addUserToBlacklist')
  @ApiBodyCall({ document: 6, summary: '加入黑名单', datas: ONE, example: { datas: 1 }, errors: [20001, 30001] })
  async addUserToBlacklist(@CurrentUser() uid: number, @Body() { to_uid }: BlacklistUserDto): Promise<1> {
    await this.blacklist.add(uid, to_uid);
    return 1;
  }

  @Post('delUserFromBlacklist')
  @ApiBodyCall({ document: 7, summary: '移出黑名单', datas: ONE, example: { datas: 1 } })
  async delUserFromBlacklist(@CurrentUser() uid: number, @Body() { to_uid }: BlacklistUserDto): Promise<1> {
    await this.blacklist.remove(uid, to_uid);
    return 1;
  }

  @Post('getUserBlacklist')
  @ApiBodyCall({ document: 8, summary: '黑名单列表', datas: BLACKLIST_SCHEMA, example: BLACKLIST_EXAMPLE })
  async getUserBlacklist(@CurrentUser() uid: number, @Body() dto: GetUserBlacklistDto): Promise<BlacklistPage> {
    return this.presenter.present(await this.blacklist.list(uid, { page: dto.page, pageSize: dto.page_size }));
  }

  @Post('isInBlacklist')
  @ApiBodyCall({
    document: 9,
    summary: '判断用户是否已经拉黑',
    datas: { type: 'integer', enum: [0, 1], description: '0 否 1 是' },
    example: { datas: 1 },
  })
  async isInBlacklist(@CurrentUser() uid: number, @Body() { to_uid }: BlacklistUserDto): Promise<0 | 1> {
    return (await this.blacklist.has(uid, to_uid)) ? 1 : 0;
  }
}
