import { PRINCIPAL_NAMES, PRINCIPALS } from './principals.js';
import type { Cell, Row } from './row.js';
import { ROWS } from './table.js';

const NOTHING = '—';

const INTRODUCTION = `# Who may call what

Every call and every socket event of the server, by who calls it. The server's own list of them is what the test
\`test/contract/authorization.contract-spec.ts\` goes by: a call without a row fails it, and so does a row without a
call. Each cell is a case, over REST and, where the row names an event, over the socket as well. This page is printed
from \`test/contract/authorization/table.ts\` and \`cms-table.ts\` beside it; after a change there, write it anew with
\`TEST_UPDATE_DOCS=1 npx vitest run --project sqlite test/contract/authorization.contract-spec.ts\`.

What a cell says:

| | |
| --- | --- |
| ok | the answer shows what the row is about, or the call changed something |
| — | answered, but it shows nothing of that, or changed nothing |
| 10001 … | refused with this code; nothing was stored, and nobody was pushed anything |

Who calls. "The peer" and "another member" are users beside them.

`;

/** docs/authorization.md, whole. */
export function renderAuthorization(): string {
  const legend = PRINCIPAL_NAMES.map((name) => [...PRINCIPALS[name]]);
  const sections = [...new Set(ROWS.map(sectionOf))].map((title) => {
    const rows = ROWS.filter((row) => sectionOf(row) === title);
    return `## ${title}\n\n${renderTable(headOf(), rows.map(lineOf))}\n`;
  });
  return `${INTRODUCTION}${renderTable(['', ''], legend)}\n\n${sections.join('\n')}`;
}

function sectionOf({ call }: Row): string {
  return call.startsWith('/') ? 'Outside the base path' : (call.split('/')[0] ?? '');
}

function headOf(): string[] {
  return ['call', 'what', ...PRINCIPAL_NAMES.map((name) => PRINCIPALS[name][0])];
}

function lineOf({ call, event, on, cells }: Row): string[] {
  const names = [call.replace(/^\w+\//, ''), ...(event === undefined ? [] : [event])];
  return [names.map((name) => `\`${name}\``).join(' '), on, ...PRINCIPAL_NAMES.map((name) => textOf(cells[name]))];
}

function textOf(cell: Cell): string {
  return cell === 'nothing' ? NOTHING : String(cell);
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`.replaceAll(/ {2,}/g, ' '))
    .join('\n');
}
