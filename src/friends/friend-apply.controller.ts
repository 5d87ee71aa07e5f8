import { Body, Post } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import {
  AddFriendApplyDto,
  AgreeFriendApplyDto,
  GetFriendApplyListDto,
  GetSentFriendApplyListDto,
  RejectFriendApplyDto,
} from './dto/friend.dto.js';
import { FriendAnswerService } from './friend-answer.service.js';
import { FriendApplyService } from './friend-apply.service.js';
import { APPLY_LIST_EXAMPLE, APPLY_LIST_SCHEMA } from './friend-schemas.js';
import { type ApplyPage, FriendsPresenter } from './friends.presenter.js';

const DONE = { datas: ONE, example: { datas: 1 } };
const APPLY_LIST = { datas: APPLY_LIST_SCHEMA, example: APPLY_LIST_EXAMPLE };

/** Interfaces 10 to 12, refusing, and one's own applications (contract, section 7). */
@UserApi('user')
export class FriendApplyController {
  constructor(
    private readonly applies: FriendApplyService,
    private readonly answers: FriendAnswerService,
    private readonly presenter: FriendsPresenter,
  ) {}

  @Post('addFriendApply')
  @ApiBodyCall({
    document: 10,
    summary: '添加好友申请',
    description: '对方的申请尚未审核时，双方立即成为好友；自己的申请尚未审核时，更新理由与时间并再次通知',
    ...DONE,
    errors: [20001, 40001, 40002, 40005],
  })
  async addFriendApply(@CurrentUser() uid: number, @Body() { to_uid, comment }: AddFriendApplyDto): Promise<1> {
    await this.applies.apply(uid, to_uid, comment);
    return 1;
  }

  @Post('getFriendApplyList')
  @ApiBodyCall({ document: 11, summary: '好友申请列表', description: '不含已拉黑用户未审核的申请', ...APPLY_LIST })
  async getFriendApplyList(@CurrentUser() uid: number, @Body() dto: GetFriendApplyListDto): Promise<ApplyPage> {
    const { page, page_size: pageSize } = dto;
    return this.presenter.applies(await this.applies.listReceived(uid, { page, pageSize }));
  }

  @Post('getSentFriendApplyList')
  @ApiBodyCall({ summary: '自己发出的好友申请列表', description: 'user_id 为申请的接收者', ...APPLY_LIST })
  async getSentFriendApplyList(@CurrentUser() uid: number, @Body() dto: GetSentFriendApplyListDto): Promise<ApplyPage> {
    const { page = 1, page_size: pageSize } = dto;
    return this.presenter.applies(await this.applies.listSent(uid, { page, pageSize }));
  }

  @Post('agreeFriendApply')
  @ApiBodyCall({ document: 12, summary: '通过好友申请', ...DONE, errors: [40003, 40004, 40005] })
  async agreeFriendApply(@CurrentUser() uid: number, @Body() dto: AgreeFriendApplyDto): Promise<1> {
    await this.answers.agree(uid, dto.relation_apply_id);
    return 1;
  }

  @Post('rejectFriendApply')
  @ApiBodyCall({ summary: '拒绝好友申请', ...DONE, errors: [40001, 40003] })
  async rejectFriendApply(@CurrentUser() uid: number, @Body() dto: RejectFriendApplyDto): Promise<1> {
    await this.answers.reject(uid, dto.relation_apply_id);
    return 1;
  }
}
