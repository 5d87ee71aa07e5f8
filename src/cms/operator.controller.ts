import { Body, Get, Post, Query } from '@nestjs/common';
import { OperatorService } from '../auth/operators/operator.service.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { ApiBodyCall, ApiQueryCall, ONE } from '../wire/openapi/api-call.js';
import {
  AssignOperatorDto,
  CreateOperatorDto,
  ListOperatorsDto,
  RemoveOperatorDto,
  UpdateOperatorDto,
} from './dto/operator.dto.js';
import { OPERATOR_ID_SCHEMA, OPERATORS_EXAMPLE, OPERATORS_SCHEMA } from './operator-schemas.js';
import { type OperatorPage, OperatorPresenter } from './operator.presenter.js';

/** The people who work with the CMS; for admins. */
@AuditedCmsApi('cms')
export class OperatorController {
  constructor(
    private readonly operators: OperatorService,
    private readonly presenter: OperatorPresenter,
  ) {}

  @Post('createOperator')
  @ApiBodyCall({
    summary: '创建后台账号',
    description: '以相同的角色和密码重复调用，返回同一个账号。',
    datas: OPERATOR_ID_SCHEMA,
    example: { datas: { operator_id: 1 } },
    errors: [10003, 50002],
  })
  async createOperator(@Body() dto: CreateOperatorDto): Promise<{ operator_id: number }> {
    return { operator_id: await this.operators.create(dto) };
  }

  @Post('updateOperator')
  @ApiBodyCall({
    summary: '修改后台账号的角色或密码',
    description: '不传的不变。立即生效：新角色用于下一次调用；重设密码后，该账号的登录全部失效。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 50001],
  })
  async updateOperator(@Body() { username, role, password }: UpdateOperatorDto): Promise<1> {
    await this.operators.update(username, { role, password });
    return 1;
  }

  @Post('removeOperator')
  @ApiBodyCall({
    summary: '删除后台账号',
    description: '该账号的登录立即失效；账号不存在时同样返回 1。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003],
  })
  async removeOperator(@Body() { username }: RemoveOperatorDto): Promise<1> {
    await this.operators.remove(username);
    return 1;
  }

  @Post('assignOperator')
  @ApiBodyCall({
    summary: '把公众号分配给运营人员，或取消分配',
    description: '立即生效。未分配的公众号对运营人员来说不存在（20006）。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20006, 50001],
  })
  async assignOperator(@Body() { username, service_id, assigned }: AssignOperatorDto): Promise<1> {
    await (assigned === 1
      ? this.operators.assign(username, service_id)
      : this.operators.unassign(username, service_id));
    return 1;
  }

  @Get('listOperators')
  @ApiQueryCall({ summary: '后台账号列表', datas: OPERATORS_SCHEMA, example: OPERATORS_EXAMPLE, errors: [10003] })
  async listOperators(@Query() { page = 1, page_size }: ListOperatorsDto): Promise<OperatorPage> {
    return this.presenter.present(await this.operators.list({ page, pageSize: page_size }));
  }
}
