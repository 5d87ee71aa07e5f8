import { Get, Query } from '@nestjs/common';
import { UserApi } from '../wire/access.js';
import { ApiQueryCall } from '../wire/openapi/api-call.js';
import { GetUserInfoDto } from './dto/get-user-info.dto.js';
import { presentProfile, type WireProfile } from './profile.js';
import { PROFILE_SCHEMA } from './user-schemas.js';
import { UserService } from './user.service.js';

@UserApi('user')
export class UserController {
  constructor(private readonly users: UserService) {}

  /** Profiles of those of the ids that exist (contract, section 7). */
  @Get('getUserInfo')
  @ApiQueryCall({
    summary: '批量查询用户资料',
    datas: { type: 'object', required: ['users'], properties: { users: { type: 'array', items: PROFILE_SCHEMA } } },
    example: { datas: { users: [{ user_id: 1, nickname: '仓井', photo: '' }] } },
  })
  async getUserInfo(@Query() { user_id }: GetUserInfoDto): Promise<{ users: WireProfile[] }> {
    return { users: (await this.users.findProfiles(user_id)).map(presentProfile) };
  }
}
