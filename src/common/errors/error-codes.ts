/** What one row of the contract's code table (section 4) says. */
export interface ErrorCodeRow {
  /** HTTP status of the answer, unless `ERROR_STATUS=200`. */
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

/** The contract's code table (section 4): one row per `error_code` that this server can answer. */
export const ERROR_CODES = {
  10000: { status: 400, zh: '参数错误', en: 'Parameter error' },
  10001: { status: 401, zh: '未登录或登录凭证无效', en: 'Not signed in, or the token is not valid' },
  10002: { status: 401, zh: '登录凭证已过期', en: 'The token has expired' },
  10003: { status: 403, zh: '没有权限', en: 'Not allowed' },
  10004: { status: 404, zh: '接口不存在或请求方法错误', en: 'No such interface, or wrong verb' },
  10005: { status: 429, zh: '请求过于频繁', en: 'Too many requests' },
  10006: { status: 413, zh: '请求内容过大', en: 'Body too large' },
  10007: { status: 503, zh: '存储暂时不可用，请稍后重试', en: 'Storage unavailable, try again' },
  10008: { status: 415, zh: '不支持的内容类型', en: 'Content type not supported' },
  10500: { status: 500, zh: '服务器内部错误', en: 'Internal error' },
  20001: { status: 404, zh: '用户不存在', en: 'User does not exist' },
  20002: { status: 404, zh: '消息不存在或不属于当前用户', en: "Message does not exist, or is not the caller's" },
  20003: { status: 403, zh: '对方已将你加入黑名单', en: 'The receiver has blocked the sender' },
  20004: { status: 403, zh: '不是群成员', en: 'Not a member of the group' },
  20005: { status: 404, zh: '群组不存在', en: 'Group does not exist' },
  20006: { status: 404, zh: '公众号不存在', en: 'Official account does not exist' },
  20007: { status: 400, zh: '不允许发送此类型的消息', en: 'A message type that this caller may not send here' },
  20008: { status: 403, zh: '已被禁言', en: 'Muted' },
  20009: { status: 409, zh: 'client_msg_id 已用于另一条消息', en: 'client_msg_id already used for another message' },
  20010: { status: 403, zh: '对方不是你的好友', en: 'Not friends' },
  20011: { status: 409, zh: '群组人数已满', en: 'The group is full' },
  20012: { status: 403, zh: '已超过可撤回时间', en: 'The recall window is over' },
  20013: { status: 409, zh: '群主不能退群，请先转让或解散', en: 'The owner cannot quit: transfer or dismiss first' },
  20014: { status: 409, zh: '用户已注销', en: 'The user was deleted' },
  30001: { status: 400, zh: '不能拉黑自己', en: 'Cannot block oneself' },
  40001: { status: 409, zh: '已经是好友', en: 'Already friends' },
  40002: { status: 400, zh: '不能添加自己为好友', en: 'Cannot befriend oneself' },
  40003: {
    status: 404,
    zh: '申请不存在或不是发给当前用户的',
    en: 'Apply does not exist, or is not addressed to the caller',
  },
  40004: { status: 409, zh: '申请已被拒绝', en: 'Apply was already refused' },
  40005: { status: 403, zh: '对方已将申请人加入黑名单', en: 'The receiver has blocked the applicant' },
  50001: { status: 404, zh: '后台账号不存在', en: 'Operator does not exist' },
  50002: { status: 409, zh: '后台用户名已被使用', en: 'The user name is taken' },
  50003: { status: 403, zh: '原密码不正确', en: 'The old password is wrong' },
  50010: { status: 409, zh: '定时推送已发送', en: 'The scheduled push was already sent' },
  50011: { status: 404, zh: '定时推送不存在', en: 'Scheduled push does not exist' },
} as const satisfies Record<number, ErrorCodeRow>;

export type ErrorCode = keyof typeof ERROR_CODES;
