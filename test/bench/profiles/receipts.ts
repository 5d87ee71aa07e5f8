import { checkReceipts } from '../check/receipts.js';
import type { ReceiptLoadOptions, ReceiptLoadReport } from '../load/receipt-load.js';
import { CheckFailed, measureLoad } from '../measure-load.js';
import type { Measured } from '../measured.js';
import type { Db } from '../options.js';
import { importUsers, tokenOf } from '../people.js';
import { type BenchContext, type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { makeGroup, seedGroupMessages } from '../seed/group.js';
import { atLeast } from '../targets.js';
import { reference, withSubject } from '../with-subject.js';

const READERS = 200;
const SENDER = 1;
const GROUP = { group_type: 1, group_id: 7 };
/** More than a reader gets through. */
const MESSAGES_PER_SECOND = 400;

/** Two hundred members of one group receive message after message; each receipt is acknowledged for itself. */
export const RECEIPTS: Profile = {
  name: 'receipts',
  dbs: ['mysql'],
  run: async (context, db) => {
    const medians = await rounds(context, 'receipts', {
      server: () => measureServer(context, db),
      R7: () => measureReference(context, db),
    });
    const { server, R7: r7 } = medians as { server: Measured; R7: Measured };
    return {
      rows: rowsOf('receipts', db, medians),
      targets: [atLeast(`receipts, ${READERS} readers`, 0.5, server, r7, 'R7')],
    };
  },
};

function measureServer(context: BenchContext, db: Db): Promise<Measured> {
  const { options, folder } = context;
  return withSubject(context, db, {}, async (subject, database) => {
    const members = Array.from({ length: READERS + 1 }, (_, index) => SENDER + index);
    await importUsers(subject, members);
    await makeGroup(subject, GROUP, members);
    const ids = await seedGroupMessages(database, GROUP, SENDER, messagesFor(context));
    const load: ReceiptLoadOptions = { ...options, port: subject.port, tokens: await tokens(), ids };
    const plan = { subjects: [subject], database, script: 'receipt-load.js', options: [load], folder };
    const { measured, reports } = await measureLoad<ReceiptLoadReport>(plan);
    const problems = await checkReceipts(subject, SENDER, ids, reports[0]?.acknowledged ?? []);
    if (problems.length > 0) throw new CheckFailed(problems.join('\n'));
    return measured;
  });
}

function measureReference(context: BenchContext, db: Db): Promise<Measured> {
  const { options, folder } = context;
  return withSubject(context, db, { script: reference('r7-batched-receipts.js') }, async (subject, database) => {
    const ids = Array.from({ length: messagesFor(context) }, (_, index) => index + 1);
    const load: ReceiptLoadOptions = { ...options, port: subject.port, tokens: await tokens(), ids };
    const plan = { subjects: [subject], database, script: 'receipt-load.js', options: [load], folder };
    return (await measureLoad(plan)).measured;
  });
}

function messagesFor({ options: { warmUpMs, measureMs } }: BenchContext): number {
  return Math.ceil(((warmUpMs + measureMs) / 1000) * MESSAGES_PER_SECOND);
}

const tokens = (): Promise<string[]> =>
  Promise.all(Array.from({ length: READERS }, (_, index) => tokenOf(SENDER + 1 + index)));
