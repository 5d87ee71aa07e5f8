import type { MessagesOption } from '../deletions/user-deletion.js';
import { HttpUrl, Text, Uint } from '../../wire/fields/fields.js';
import { ListOf } from '../../wire/fields/list-of.js';

const NICKNAME = { max: 64, description: '昵称，1 … 64 个字符', example: '仓井' };
const PHOTO = {
  max: 512,
  orEmpty: true,
  description: '头像 url，可为空',
  example: 'http://pic1.ajkimg.com/m/a/540x270.jpg',
};

export class ImportedUserDto {
  @Uint({ example: 1 })
  user_id!: number;

  @Text(NICKNAME)
  nickname!: string;

  @HttpUrl(PHOTO)
  photo!: string;
}

export class ImportUsersDto {
  @ListOf('users', ImportedUserDto, { max: 1000, description: '1 … 1000 个用户' })
  users!: ImportedUserDto[];
}

export class IssueUserTokenDto {
  @Uint({ example: 1 })
  user_id!: number;

  @Uint({ max: 2_592_000, required: false, description: '秒，不传默认 86400', example: 86_400 })
  expires_in?: number;
}

export class UserIdDto {
  @Uint({ example: 1 })
  user_id!: number;
}

export class DeleteUserDto {
  /** Nobody else's example: whoever tries it out deletes them. */
  @Uint({ example: 9999 })
  user_id!: number;

  @Text({
    max: 5,
    pattern: /^(keep|erase)$/,
    required: false,
    description: '该用户发过的消息：keep 保留（发送者显示为“已注销用户”），erase 删除内容；不传默认 keep',
    example: 'keep',
  })
  messages?: MessagesOption;
}

export class SaveServiceAccountDto {
  @Uint({ example: 111 })
  service_id!: number;

  @Text(NICKNAME)
  nickname!: string;

  @HttpUrl(PHOTO)
  photo!: string;
}
