import { IdList, Text, Uint } from '../../wire/fields/fields.js';
import { BoundedPageDto } from '../../wire/fields/page.dto.js';
import type { ScheduleOutcome } from '../schedules/schedule.js';
import { ServiceMessageDto } from './push.dto.js';

const MAX_RECEIVERS = 10_000;
/** So many see a draft without its being a push. */
const MAX_TESTERS = 100;

export class PreviewPushDto extends ServiceMessageDto {
  @IdList({ max: MAX_TESTERS, description: '测试用户id，至多 100 个：只有他们会收到', example: '1,2' })
  test_user_id!: number[];

  @IdList({
    max: MAX_RECEIVERS,
    required: false,
    description: '将来推送的用户id，至多 10000 个；不传为公众号的所有关注者。只校验和计数，不发送',
    example: '1,2,3',
  })
  user_id?: number[];
}

export class SchedulePushDto extends ServiceMessageDto {
  @IdList({
    max: MAX_RECEIVERS,
    required: false,
    description: '发送用户id，至多 10000 个；不传为发送时公众号的所有关注者',
    example: '1,2,3',
  })
  user_id?: number[];

  @Text({
    min: 19,
    max: 19,
    pattern: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/,
    description: '发送时间，TIME_ZONE 时区的 YYYY-MM-DD HH:mm:ss',
    example: '2099-09-11 15:02:03',
  })
  send_at!: string;
}

export class ListScheduledDto extends BoundedPageDto {
  @Uint({ description: '公众号id', example: 111 })
  service_id!: number;

  @Text({
    max: 9,
    pattern: /^(waiting|sent|cancelled|failed)$/,
    required: false,
    description: 'waiting 待发送 sent 已发送 cancelled 已取消 failed 发送失败，不传返回全部',
    example: 'waiting',
  })
  state?: ScheduleOutcome;
}

export class CancelScheduledDto {
  @Uint({ description: '定时推送id', example: 1 })
  schedule_id!: number;
}
