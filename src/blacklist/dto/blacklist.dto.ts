import { Uint } from '../../wire/fields/fields.js';
import { RequiredPageDto } from '../../wire/fields/page.dto.js';

export class BlacklistUserDto {
  @Uint({ description: '用户id', example: 1111 })
  to_uid!: number;
}

export class GetUserBlacklistDto extends RequiredPageDto {}
