import type { PushOutcomePresenter } from './push-outcome.presenter.js';
import type { PushReceiverPage, ReceiverQuery } from './push-outcome.service.js';

const HEADER = 'user_id,nickname,status,received_at,read_at\r\n';
const PAGE = 1000;

/**
 * All receivers as CSV (RFC 4180), page by page as the reader takes it: no list is ever held whole.
 * @param read a page; what it throws ends the file
 */
export async function* receiversAsCsv(
  read: (query: ReceiverQuery) => Promise<PushReceiverPage>,
  presenter: PushOutcomePresenter,
  query: Pick<ReceiverQuery, 'status' | 'cursor'>,
): AsyncGenerator<string> {
  yield HEADER;
  for (let cursor: number | undefined = query.cursor; cursor !== undefined;) {
    const page: PushReceiverPage = await read({ ...query, cursor, limit: PAGE });
    const lines = page.receivers.map((receiver) => {
      const { user_id, nickname, status, received_at, read_at } = presenter.presentReceiver(receiver);
      return [String(user_id), cell(nickname), String(status), received_at ?? '', read_at ?? ''].join(',');
    });
    if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
    cursor = page.nextCursor;
  }
}

/**
 * What a spreadsheet may take for a formula: full-width signs are read as their narrow ones where that is how people
 * type, and what is white before them is passed over.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** Quoted; and a name that a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
