import { type Cell, type Column, COLUMNS, ROWS, RULES } from './policy-table.js';

const NOTHING = '—';
const TO_USERS: readonly Column[] = ['user', 'friend', 'apply'];
const TO_OTHERS: readonly Column[] = ['group', 'service'];

/** The policy table as docs/api.md prints it: users apart from groups and accounts, and the rules. */
export function renderPolicy(): string {
  const rules = Object.entries(RULES).map(([rule, [code, meaning]]) => [`\`${rule}\``, String(code), meaning]);
  return [
    renderColumns(TO_USERS),
    renderColumns(TO_OTHERS),
    'The rules, in the order in which they are asked; the first one that is broken is told:',
    renderTable(['rule', 'code', 'meaning'], rules),
  ].join('\n\n');
}

/** Some columns, with the rows that say something of them. */
function renderColumns(columns: readonly Column[]): string {
  const rows = ROWS.filter(({ cells }) => columns.some((column) => cells[column] !== undefined));
  return renderTable(
    ['the sender', ...columns.map((column) => COLUMNS[column])],
    rows.map(({ sender, cells }) => [sender, ...columns.map((column) => renderCell(cells[column]))]),
  );
}

function renderCell(cell: Cell | undefined): string {
  if (cell === undefined) return NOTHING;
  return cell === 'ok' ? cell : String(RULES[cell][0]);
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
