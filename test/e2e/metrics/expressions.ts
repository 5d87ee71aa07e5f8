/** A metric that an expression names, and the labels that it looks at. */
export interface Wanted {
  readonly metric: string;
  readonly labels: readonly string[];
}

const KEYWORDS = new Set(['by', 'on', 'and', 'or', 'unless', 'without', 'ignoring', 'offset', 'bool']);
const GROUPING = /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g;

/** The metrics of a PromQL expression: names that are no function, no keyword and no label. */
export function metricsOf(expression: string): Wanted[] {
  const grouped = [...expression.matchAll(GROUPING)].flatMap(([, names = '']) => names.split(',').map((n) => n.trim()));
  const plain = expression
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(GROUPING, ' ')
    .replaceAll(/\[[^\]]*\]/g, '');
  return [...plain.matchAll(/\b([a-zA-Z_]\w*)\s*(\(|\{[^}]*\})?/g)].flatMap(([, metric = '', rest = '']) => {
    if (rest === '(' || KEYWORDS.has(metric)) return [];
    const matched = [...rest.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
    return [{ metric, labels: [...matched, ...grouped] }];
  });
}
