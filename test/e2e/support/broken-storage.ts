import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import type { ChatApp } from '../../support/chat/chat-app.js';

/**
 * While `work` runs, `moment` fails; as on a full disk.
 * @param moment of a trigger, such as `INSERT ON cms_audit`
 */
export async function whileBroken(chat: ChatApp, moment: string, work: () => Promise<void>): Promise<void> {
  const unitOfWork = chat.app.get(UnitOfWork);
  const fails =
    unitOfWork.dialect.name === 'sqlite'
      ? `BEGIN SELECT RAISE(ABORT, 'the log is full'); END`
      : `FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is full'`;
  await unitOfWork.run((tx) => tx.execute(`CREATE TRIGGER broken BEFORE ${moment} ${fails}`));
  try {
    await work();
  } finally {
    await unitOfWork.run((tx) => tx.execute('DROP TRIGGER broken'));
  }
}
