type Rows = readonly Record<string, string | number | null>[];

const LIST = 0;
const FOLLOWERS = 1;
const [WAITS, SENT, CANCELLED, SENDING] = [0, 1, 2, 4];
/** More than migrations take at once. */
const MANY = 620;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const message = { sender_kind: 0, sender_id: 1, type: 1, body: '{}', content_hash: '', receivers: 1 };
const schedule = { service_id: 7, audience: LIST, type: 1, body: '{"text":"x"}', send_at: 900, created_by: 'boss' };

/** What each migration finds: rows by table, inserted before it. */
export const ROWS_BEFORE: Readonly<Record<string, Readonly<Record<string, Rows>>>> = {
  Receipts1764100000000: {
    users: [{ id: 1, nickname: '小安', photo: '', created_at: 1, updated_at: 1, banned_at: null }],
    conversations: [
      { id: 1, conversation_key: 's:7:1', kind: 1, last_seq: MANY },
      { id: 2, conversation_key: 's:8:1', kind: 1, last_seq: 3 },
      { id: 3, conversation_key: 'u:1:2', kind: 0, last_seq: 1 },
    ],
    messages: [
      ...upTo(MANY).map((seq) => ({ ...message, conversation_id: 1, seq, id: 10_000 + seq, created_at: 5000 - seq })),
      ...upTo(3).map((seq) => ({ ...message, conversation_id: 2, seq, id: 2000 + seq, created_at: seq })),
      { ...message, conversation_id: 3, seq: 1, id: 3000, created_at: 1 },
    ],
    participants: [1, 2, 3].map((conversation_id) => ({ conversation_id, user_id: 1 })),
  },
  OfficialAccounts1764500000000: { blacklist: [{ user_id: 1, blocked_id: 2, created_at: 1 }] },
  AuditOutcome1764600000000: {
    cms_audit: [
      { id: 1, at: 5, actor: 'boss', action: 'login', service_id: 7, detail: '{}', address: '', request_id: '' },
    ],
    pushes: [
      {
        id: 30,
        service_id: 7,
        service_no: 1,
        kind: LIST,
        type: 1,
        body: '',
        receivers: 4,
        created_at: 1,
        recalled_at: 9,
      },
      {
        id: 31,
        service_id: 7,
        service_no: 2,
        kind: FOLLOWERS,
        type: 1,
        body: '{}',
        receivers: 9,
        created_at: 1,
        recalled_at: null,
      },
    ],
    schedules: [
      { ...schedule, id: 1, state: WAITS, msg_id: null, sent_at: null, created_at: 1 },
      { ...schedule, id: 2, state: SENDING, msg_id: null, sent_at: 500, created_at: 1 },
      { ...schedule, id: 3, state: SENT, msg_id: 30, sent_at: 901, created_at: 1 },
      { ...schedule, id: 4, audience: FOLLOWERS, state: SENT, msg_id: 31, sent_at: 902, created_at: 1 },
      { ...schedule, id: 5, state: CANCELLED, msg_id: null, sent_at: null, created_at: 1 },
    ],
    schedule_receivers: [1, 2].flatMap((schedule_id) =>
      upTo(schedule_id + 1).map((user_id) => ({ schedule_id, user_id })),
    ),
  },
  PushTargets1764700000000: {
    messages: upTo(MANY).map((seq) => ({
      ...message,
      sender_kind: 1,
      sender_id: 7,
      conversation_id: 1000 + seq,
      seq: 1,
      id: 30,
      created_at: 1,
    })),
    participants: upTo(MANY).map((uid) => ({ conversation_id: 1000 + uid, user_id: uid })),
  },
};
