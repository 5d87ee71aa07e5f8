import type { CmsRole } from '../../wire/access.js';
import { Choice, Password, Text, Uint } from '../../wire/fields/fields.js';
import { PageDto } from '../../wire/fields/page.dto.js';

/** What can be told apart at a glance, and fits a log line. */
export const USERNAME = /^[A-Za-z0-9_.@-]+$/;

const NAME = { max: 64, pattern: USERNAME, description: '用户名', example: 'editor' };
const ROLE = {
  max: 8,
  pattern: /^(admin|operator)$/,
  description: 'admin 管理员，可做一切；operator 运营人员，只能使用分配给他的公众号',
  example: 'operator',
};
/** Longer ones only cost time. */
const PASSWORD = { min: 10, max: 128, description: '密码，10 … 128 个字符', example: 'fu-dong-da-dao-2026' };

class OperatorNameDto {
  @Text(NAME)
  username!: string;
}

export class LoginDto extends OperatorNameDto {
  /** Any that somebody may once have been given. */
  @Password({ ...PASSWORD, min: 1 })
  password!: string;
}

export class CreateOperatorDto extends OperatorNameDto {
  @Text(ROLE)
  role!: CmsRole;

  @Password(PASSWORD)
  password!: string;
}

export class UpdateOperatorDto extends OperatorNameDto {
  @Text({ ...ROLE, required: false })
  role?: CmsRole;

  @Password({ ...PASSWORD, required: false, description: '新密码，设置后该账号的登录全部失效' })
  password?: string;
}

export class RemoveOperatorDto {
  @Text({ ...NAME, example: 'former' })
  username!: string;
}

export class AssignOperatorDto extends OperatorNameDto {
  @Uint({ description: '公众号 id', example: 111 })
  service_id!: number;

  @Choice({ of: [0, 1], description: '1 分配 0 取消', example: 1 })
  assigned!: number;
}

export class ListOperatorsDto extends PageDto {}

export class ChangePasswordDto {
  @Password({ ...PASSWORD, min: 1, description: '原密码' })
  old_password!: string;

  @Password({ ...PASSWORD, description: '新密码', example: 'zhang-yang-lu-1688' })
  new_password!: string;
}
