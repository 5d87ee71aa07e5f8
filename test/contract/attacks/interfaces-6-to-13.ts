import { on, overruled, seen, tried } from './attack.js';
import { BAD_VALUES, CALL_LIMIT, FOREIGN_IDS, UNDEFINED_FIELDS } from './common.js';

const OTHER_USER = seen('contract/attacks-ids', '$name is answered to the token’s user, whoever else is named');

const BLACKLIST = on(
  '6 addUserToBlacklist, 7 delUserFromBlacklist',
  tried('block oneself, or somebody unknown', seen('e2e/blacklist', 'takes neither oneself nor somebody unknown')),
  tried(
    'block an official account: its id is no user’s',
    seen('e2e/blacklist', 'does not apply inside groups, nor to official accounts'),
  ),
  overruled('block a million users', '8: RATE_LIMIT bounds how fast; nothing bounds how many', CALL_LIMIT),
  overruled(
    'learn who exists',
    '4: 20001 says so, as it does of every call that names a user',
    seen('e2e/blacklist', 'takes neither oneself nor somebody unknown'),
  ),
  tried(
    'add and delete at once, many times',
    seen('e2e/blacklist-at-once', 'to block and to let go: all are done, and one block stands or none'),
  ),
  tried(
    'change another one’s blacklist',
    seen('contract/attacks-fields', 'names nobody: the user whom it named has no messages, friends, blocks or groups'),
  ),
);

const BLACKLIST_READ = on(
  '8 getUserBlacklist',
  tried('page and page_size out of bounds, or as other types', BAD_VALUES),
  tried('read another one’s, by uid= and the like', OTHER_USER),
  overruled(
    'leave page_size out',
    '2: page 1 is then everything',
    seen('e2e/blacklist-list', 'takes a page_size that is null or empty for none'),
  ),
);

const IS_IN_BLACKLIST = on(
  '9 isInBlacklist',
  tried(
    'ask whether one is blocked, with the roles swapped',
    seen('e2e/blacklist', 'tells whom one blocked oneself, and never by whom one was blocked'),
    OTHER_USER,
  ),
  tried(
    'find out by any other call that does not send or apply, or by what is pushed',
    seen(
      'contract/attacks-ids',
      '$name answers who is blocked as before, byte for byte',
      'nothing is pushed to who is blocked, neither when it begins nor when it ends',
    ),
  ),
  overruled(
    'send, apply or invite, and see by the answer whether one is blocked',
    '4: 20003 and 40005 say so; who invites is told how many joined (7)',
    seen('e2e/policy-table', '%s: %s'),
    seen('e2e/groups', 'skips who blocked the inviter, and nobody else'),
  ),
);

const ADD_FRIEND_APPLY = on(
  '10 addFriendApply',
  overruled('10,000 applications an hour', '8: RATE_LIMIT, 600 calls a minute', CALL_LIMIT),
  tried(
    'the same many times at once',
    seen('integration/friend-races', '30 concurrent applies leave one'),
    seen('e2e/friends', 'that is repeated keeps its id, and takes the new comment and time'),
  ),
  tried(
    'apply to who has blocked one',
    seen('e2e/friends', 'to who has blocked the applicant is a 40005, and the other way round it is not'),
  ),
  tried('apply to oneself', seen('e2e/friends', 'to oneself is a 40002, also where one does not exist')),
  tried('comments of a megabyte, with U+0000', seen('e2e/friends', 'with the comment %j is a 10000'), BAD_VALUES),
  tried(
    'comments with markup, right-to-left and zero-width characters, line breaks',
    seen(
      'e2e/friends-lists',
      'the comment %j survives byte for byte',
      'answers are JSON that no browser takes for a page',
    ),
  ),
);

const APPLY_LIST = on(
  '11 getFriendApplyList',
  tried('read another one’s', OTHER_USER),
  tried('a status to filter by', UNDEFINED_FIELDS),
  overruled(
    'guess ids, for the list shows none',
    'erratum 3: each application carries its relation_apply_id',
    seen('contract/friend-examples', 'interface 11: each documented field, errata 2, 3 and 6 applied; newest first'),
  ),
);

const AGREE = on(
  '12 agreeFriendApply',
  tried(
    'agree to what is addressed to others, to one’s own, to id + 1',
    FOREIGN_IDS,
    seen('e2e/friends', 'is for the receiver alone: a 40003 for the applicant, for others and where there is nothing'),
    seen('contract/attacks-ids', 'walking over the ids of applications makes no friends'),
  ),
  tried(
    'agree again, or to what was refused or blocked',
    seen(
      'e2e/friends',
      'makes a friendship that both have, and a repeat changes nothing',
      'to what was refused is a 40004',
      'to who is blocked is a 40005 until they are not',
    ),
  ),
  tried('agree many times at once', seen('integration/friend-races', '30 concurrent agrees make one friendship')),
);

const DELETE_FRIEND = on(
  '13 deleteFriend',
  tried('end a friendship of two others', seen('e2e/friends', 'does not reach into friendships of others')),
  tried(
    'delete who is no friend',
    seen('e2e/friends', 'is answered with 1 for strangers, oneself, unknown ids and who applied, and changes nothing'),
  ),
  tried(
    'leave one direction of it behind',
    seen('e2e/friends', 'ends it on both sides, whoever of the two does it, and a repeat changes nothing'),
    seen('integration/friend-races', 'delete against agree: both are answered with 1, and both lists say the same'),
  ),
);

export const ON_INTERFACES_6_TO_13 = [
  ...BLACKLIST,
  ...BLACKLIST_READ,
  ...IS_IN_BLACKLIST,
  ...ADD_FRIEND_APPLY,
  ...APPLY_LIST,
  ...AGREE,
  ...DELETE_FRIEND,
];
