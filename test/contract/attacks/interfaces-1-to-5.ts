import { on, overruled, seen, tried } from './attack.js';
import { AUTHORIZATION, BAD_VALUES, CALL_LIMIT, FOREIGN_IDS, UNDEFINED_FIELDS } from './common.js';

const GET_USER_LIST = on(
  '1 getUserList',
  overruled(
    'enumerate the members of all groups by belong_id 1 … N',
    '5.1: any signed-in user may, of interest groups and communities; of no group of users',
    seen(
      'e2e/groups-members',
      'is for anybody, in the order of joining, with the true total as text',
      'is a 20005 where there is no interest group, or no community, of that id; a user group is neither',
    ),
    CALL_LIMIT,
  ),
  overruled(
    'leave page_size out, and get a group whole',
    '2: page 1 is then everything; groups end at GROUP_MAX_MEMBERS (8)',
    seen('integration/group-cost', 'what is read and sent is counted: a whole list costs what it is long'),
    seen('e2e/provisioning-groups', 'is full at GROUP_MAX_MEMBERS: 20011, and nobody of that call joined'),
  ),
  tried('page and page_size -1, 0, 2^53, 1e3', BAD_VALUES),
  tried('parameters to sort by, or others that it has not', UNDEFINED_FIELDS),
  tried(
    'learn more of users than id, nickname and photo',
    seen('contract/group-examples', 'carries exactly the documented fields, `users` for `groups`'),
  ),
);

const SEND_MESSAGE = on(
  '2 sendMessage',
  tried(
    'send in the name of another user, by parameters or inside the message',
    seen('contract/bad-values-whole-input', 'cannot name another caller'),
    seen('e2e/sending-rules', 'nobody can send in another one’s name'),
  ),
  tried(
    'choose msg_id, send_time, status, seq, or whether it is recalled',
    seen('contract/attacks-fields', '$name over $transport: nothing of it is stored or pushed'),
  ),
  overruled(
    'write to oneself',
    '5.2: notes to self, never unread',
    seen('e2e/sending-rules', 'notes to oneself are kept under one’s own id'),
  ),
  tried(
    'write to somebody unknown, or to 2^63',
    seen('integration/unknown-target', 'an unknown target leaves no conversation row'),
    BAD_VALUES,
  ),
  tried(
    'write to who has blocked one',
    seen('e2e/policy-table', '%s: %s'),
    seen('integration/block-race', '%s: what the block finds stored is all there ever is'),
  ),
  overruled(
    'write to an official account that one does not follow',
    'erratum 11: no following is needed',
    seen('e2e/sending-rules', 'interface 2 with send_type=2 and interface 3 with group_type=4 are one thing'),
  ),
  tried('an article (msg_type 3)', seen('e2e/sending-rules', 'an article is a 20007 everywhere, whatever its body')),
  tried(
    'a storm of repeats with one client_msg_id, from several devices and over both doors',
    seen(
      'integration/concurrent-sends',
      '50 concurrent sends with one client_msg_id store one message, over sockets and REST, beside other sends',
      '50 concurrent sends with one client_msg_id store one message, also to two targets: the other is told 20009',
    ),
  ),
  tried(
    'take another one’s client_msg_id, or use one’s own again for something else',
    seen(
      'e2e/repeated-sends',
      'is the sender’s own: another sender may use the same',
      'is a 20009 with another content or target',
    ),
  ),
);

const SEND_GROUP_MESSAGE = on(
  '3 sendGroupMessage',
  tried(
    'write as a stranger, a former member, or while muted; each kind of group',
    seen('e2e/policy-table', '%s: %s'),
    seen(
      'e2e/sending-rules',
      'who is not a member is told 20004, and who left is not a member',
      'who is muted is told 20008 until the mute ends, in that group only',
    ),
    AUTHORIZATION,
  ),
  overruled(
    'write to members who have blocked one',
    '5.3: the blacklist does not apply inside groups',
    seen('e2e/blacklist', 'does not apply inside groups, nor to official accounts'),
  ),
  overruled(
    'write to an official account by group_type 4',
    'erratum 11: it reaches the account’s operators, and never other followers',
    seen('e2e/sending-rules', 'interface 2 with send_type=2 and interface 3 with group_type=4 are one thing'),
  ),
  tried(
    'the id of a group under the type of another',
    seen('e2e/provisioning-groups', 'groups of different types are different groups'),
    seen('e2e/sending-rules', 'an unknown official account is a 20006, by interface 2 and by 3; a user id is none'),
  ),
  tried(
    'be removed, or muted, between the check and the insert',
    seen(
      'integration/membership-lock',
      'is refused where its sender is being removed, and is not stored',
      'is refused where its sender is being muted',
    ),
    seen('nodes/membership-rounds', 'show nobody what is not theirs, and push everybody what is'),
  ),
);

const RECEIVED = on(
  '4 updateMessageReceiveStatus',
  tried(
    'acknowledge messages between others, that never were, or of one’s own',
    FOREIGN_IDS,
    seen('contract/attacks-ids', 'walking over the ids of messages shows and marks nothing'),
    seen('e2e/receipts', 'of own, foreign and unknown messages are 20002; lists with one good id pass'),
  ),
  overruled(
    'tell by the answer which foreign ids exist (traps: always 1)',
    '5.4: they are skipped, and where none is left it is a 20002, whether they exist or not',
    FOREIGN_IDS,
  ),
  tried('id lists "1,2,3 or 1=1", "1,,2", " 1", "1e3", negative, 2^63', BAD_VALUES),
  overruled(
    '501 ids, or 100,000',
    '2: an id list holds 1 … 1,000 ids',
    BAD_VALUES,
    seen('src/common/id-list.spec.ts', 'counts items before duplicates collapse'),
  ),
  tried('status 0, 4, 99', BAD_VALUES, seen('contract/receipt-examples', 'each takes its own status only, as %s')),
  tried(
    'lists made to be slow, or to lock each other',
    seen('e2e/receipts-wide', 'take 1,000 messages of 1,000 senders in one call'),
    seen(
      'integration/concurrent-receipts',
      'of 32 readers over two groups and two statuses at once deadlock nowhere, and are exact',
    ),
  ),
);

const READ = on(
  '5 updateMessageReadStatus',
  tried('read what was sent to another user', FOREIGN_IDS),
  tried(
    'go back from read to received; read before received',
    seen('e2e/receipts', 'are exact per message: 7 before 6 says nothing of 6, 3 after 4 changes nothing'),
    seen('e2e/receipts-model', 'agree in ${RUNS} random scenes'),
  ),
  overruled(
    'a list of ids',
    '5.5: msg_id also takes a list',
    seen('contract/receipt-examples', 'both take an id, a list as text, and in JSON an array'),
  ),
  tried('another status than 4', BAD_VALUES),
);

export const ON_INTERFACES_1_TO_5 = [...GET_USER_LIST, ...SEND_MESSAGE, ...SEND_GROUP_MESSAGE, ...RECEIVED, ...READ];
