import type { Measured } from '../measured.js';
import { type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { type Dialogues, seedDialogues } from '../seed/dialogues.js';
import { atLeast, atMost, equal } from '../targets.js';
import { withSubject } from '../with-subject.js';
import { EXAMINED, readHistory, sendInto } from './stored-calls.js';

/** Of each size, and of which a page of history is a part. */
const FEW: Dialogues = { conversations: 100, messages: 100 };
const MANY: Dialogues = { conversations: 1_000, messages: 10_000 };
const QUICK: Dialogues = { conversations: 10, messages: 10_000 };

/** Reading history and sending, with ten thousand messages stored and with ten million: many times the buffer pool. */
export const STORED: Profile = {
  name: 'stored',
  dbs: ['mysql'],
  run: (context, db) =>
    withSubject(context, db, {}, (empty, emptyDatabase) =>
      withSubject(context, db, {}, (small, smallDatabase) =>
        withSubject(context, db, {}, async (large, largeDatabase) => {
          const many = context.options.isQuick ? QUICK : MANY;
          await seedDialogues(emptyDatabase, { ...FEW, messages: 0 }, context.say);
          await seedDialogues(smallDatabase, FEW, context.say);
          await seedDialogues(largeDatabase, many, context.say);
          const [few, lots] = [FEW, many].map((one) => `${one.conversations * one.messages} stored`) as [
            string,
            string,
          ];
          const pages = await rounds(context, 'pages', {
            [few]: () => readHistory(context, small, smallDatabase, FEW),
            [lots]: () => readHistory(context, large, largeDatabase, many),
          });
          const sends = await rounds(context, 'sends', {
            empty: () => sendInto(context, empty, emptyDatabase, FEW),
            [few]: () => sendInto(context, small, smallDatabase, FEW),
            [lots]: () => sendInto(context, large, largeDatabase, many),
          });
          const [ours, theirs] = [pages[lots], pages[few]] as [Measured, Measured];
          return {
            rows: [...rowsOf('history', db, pages, false), ...rowsOf('send', db, sends)],
            targets: [
              atMost(`history at ${lots}`, 1.3, 'p50', ours, theirs, few),
              equal(`history at ${lots}, ${EXAMINED}`, ours.also?.[EXAMINED], theirs.also?.[EXAMINED]),
              atLeast(`send at ${lots}`, 0.8, sends[lots] as Measured, sends['empty'] as Measured, 'empty'),
            ],
          };
        }),
      ),
    ),
};
