import { Get, Query } from '@nestjs/common';
import { badParameter } from '../common/errors/app-error.js';
import { type SendExplanation, SendExplanationService } from '../policy/send-explanation.service.js';
import { SEND_RULES } from '../rules/contact-rules.js';
import {
  betweenUsers,
  type ConversationTarget,
  FOLLOWERS,
  inGroup,
  withService,
} from '../timeline/conversation-target.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { ApiQueryCall, named } from '../wire/openapi/api-call.js';
import { ExplainSendDto } from './dto/explain-send.dto.js';

/** Answers for those who help users. */
@AuditedCmsApi('cms')
export class CmsSupportController {
  constructor(private readonly explanations: SendExplanationService) {}

  @Get('explainSend')
  @ApiQueryCall({
    summary: '为什么不能发送：from_uid 现在能否给对方发消息',
    description:
      '给出 to_uid（单聊），或 group_type 与 group_id（群聊；4 为公众号）。rule 是不满足的规则，error_code 是发送时的错误代码。',
    datas: {
      type: 'object',
      required: ['allowed', 'rule', 'error_code'],
      properties: {
        allowed: { type: 'boolean' },
        rule: { type: 'string', nullable: true, enum: [...SEND_RULES, null] },
        error_code: { type: 'integer', nullable: true },
      },
    },
    examples: named({
      可以发送: { datas: { allowed: true, rule: null, error_code: null } },
      已被拉黑: { datas: { allowed: false, rule: 'blocked_by_receiver', error_code: 20003 } },
    }),
    errors: [20001],
  })
  explainSend(@Query() dto: ExplainSendDto): Promise<SendExplanation> {
    return this.explanations.explain(dto.from_uid, targetOf(dto));
  }
}

/** @throws AppError 10000 where no target is given, or two */
function targetOf({ from_uid, to_uid, group_type, group_id }: ExplainSendDto): ConversationTarget {
  if (group_type === undefined && group_id === undefined) {
    if (to_uid === undefined) throw badParameter('to_uid');
    return betweenUsers(from_uid, to_uid);
  }
  if (to_uid !== undefined) throw badParameter('to_uid');
  if (group_type === undefined) throw badParameter('group_type');
  if (group_id === undefined) throw badParameter('group_id');
  return group_type === FOLLOWERS ? withService(group_id, from_uid) : inGroup(group_type, group_id);
}
