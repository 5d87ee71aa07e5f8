import { Body, Post } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { DeleteFriendDto, GetFriendListDto } from './dto/friend.dto.js';
import { FRIEND_LIST_EXAMPLE, FRIEND_LIST_SCHEMA } from './friend-schemas.js';
import { type FriendPage, FriendsPresenter } from './friends.presenter.js';
import { FriendshipService } from './friendship.service.js';

/** Interface 13, and getFriendList (contract, section 7). */
@UserApi('user')
export class FriendController {
  constructor(
    private readonly friendships: FriendshipService,
    private readonly presenter: FriendsPresenter,
  ) {}

  @Post('deleteFriend')
  @ApiBodyCall({ document: 13, summary: '删除好友', datas: ONE, example: { datas: 1 } })
  async deleteFriend(@CurrentUser() uid: number, @Body() { to_uid }: DeleteFriendDto): Promise<1> {
    await this.friendships.end(uid, to_uid);
    return 1;
  }

  @Post('getFriendList')
  @ApiBodyCall({ summary: '好友列表', datas: FRIEND_LIST_SCHEMA, example: FRIEND_LIST_EXAMPLE })
  async getFriendList(@CurrentUser() uid: number, @Body() dto: GetFriendListDto): Promise<FriendPage> {
    const { page = 1, page_size: pageSize } = dto;
    return this.presenter.friends(await this.friendships.list(uid, { page, pageSize }));
  }
}
