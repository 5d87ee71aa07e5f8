import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatApp } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { MetricsText } from '../support/metrics-text.js';
import { metricsOf } from './metrics/expressions.js';
import { scrape, startMeasured } from './metrics/scene.js';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** Prometheus makes these itself. */
const OWN_METRICS = ['up'];
const OWN_LABELS = ['job', 'instance'];

const dashboard = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8')) as {
  panels: readonly Panel[];
  templating: { list: readonly { name: string; query: string }[] };
};
const operations = readFileSync('docs/operations.md', 'utf8');

/** By alarm: its expression. Each stands on one line. */
function alarms(): Map<string, string> {
  const text = readFileSync('deploy/prometheus-alerts.yml', 'utf8');
  const found = [...text.matchAll(/^ {6}- alert: (\w+)\n {8}expr: (.+)$/gm)];
  expect(found).toHaveLength(text.split('- alert:').length - 1);
  return new Map(found.map(([, name = '', expression = '']) => [name, expression]));
}

/** The rows of the table that begins with this cell. */
function table(firstCell: string): string[][] {
  const [, body = ''] = operations.split(new RegExp(`^\\| ${firstCell} \\|.*\\n\\|.*\\n`, 'm'));
  const rows = body.slice(0, body.search(/^(?!\|)/m)).trimEnd();
  return rows.split('\n').map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

describe('What deploy/ and the guide say of metrics', () => {
  let chat: ChatApp;
  let metrics: MetricsText;

  beforeAll(async () => {
    chat = await startMeasured();
    // So that metrics that are made by what happens have a value, and labels.
    const device = await chat.client.connect(2);
    const msgId = datasOf(await chat.client.as(1).send(2, 'to be read'));
    await device.message(msgId);
    datasOf(await chat.client.as(2).post('message/updateMessageReadStatus', { msg_id: msgId, status: 4 }));
    metrics = await scrape(chat);
  });
  afterAll(() => chat.close());

  function expectKnown(expression: string): void {
    const wanted = metricsOf(expression);
    expect(wanted.length, expression).toBeGreaterThan(0);
    for (const { metric, labels } of wanted) {
      if (OWN_METRICS.includes(metric)) continue;
      const histogram = /^(.+)_(bucket|sum|count)$/.exec(metric)?.[1] ?? '';
      const name = metrics.types.get(histogram) === 'histogram' ? histogram : metric;
      expect([...metrics.types.keys()], expression).toContain(name);
      const [sample] = metrics.of(metric);
      // Without Redis there is none.
      if (!sample) expect(['anlife_redis_up', 'anlife_limits_shared']).toContain(metric);
      const known = [...Object.keys(sample?.labels ?? {}), ...OWN_LABELS];
      expect(known, expression).toEqual(expect.arrayContaining([...labels]));
    }
  }

  const expressions = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  );

  it.each(expressions)('the dashboard’s panel "%s" asks for what there is: %s', (_title, expression) => {
    expectKnown(expression);
  });

  it('the dashboard has a panel of each metric of ours but for what the alarms count', () => {
    const shown = new Set(expressions.flatMap(([, expression]) => metricsOf(expression).map(({ metric }) => metric)));
    for (const [name, type] of metrics.types) {
      const names = type === 'histogram' ? [`${name}_bucket`, `${name}_count`] : [name];
      if (name.startsWith('anlife_'))
        expect(
          names.some((one) => shown.has(one)),
          name,
        ).toBe(true);
    }
  });

  it('the dashboard chooses among the nodes that there are', () => {
    const queries = dashboard.templating.list.map(({ name, query }) => [name, query]);
    expect(queries).toEqual([
      ['datasource', 'prometheus'],
      ['job', 'label_values(anlife_build_info, job)'],
      ['instance', 'label_values(anlife_build_info{job=~"$job"}, instance)'],
    ]);
    expect(metrics.of('anlife_build_info')).toHaveLength(1);
  });

  it.each([...alarms()])('the alarm %s looks at what there is: %s', (_name, expression) => {
    expectKnown(expression);
  });

  it('the guide says of each alarm what it means, what to look at and what to do', () => {
    const rows = table('alarm');
    expect(rows.map(([name]) => name)).toEqual([...alarms().keys()].map((name) => `\`${name}\``));
    for (const [name, ...cells] of rows) {
      expect(cells, name).toHaveLength(3);
      for (const cell of cells) expect(cell.length, name).toBeGreaterThan(20);
    }
  });

  it('the guide lists each metric of ours', () => {
    const listed = table('metric').flatMap(([cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const names = [...metrics.types.keys()].filter((name) => name.startsWith('anlife_'));
    expect(listed.sort()).toEqual(names.sort());
  });

  it('knows metrics from functions, labels and durations', () => {
    const expression = 'sum by (le, a) (rate(x_bucket{b="y", c=~"z"}[5m])) > 0.5 * sum(up offset 10m) and z > 1';
    expect(metricsOf(expression)).toEqual([
      { metric: 'x_bucket', labels: ['b', 'c', 'le', 'a'] },
      { metric: 'up', labels: ['le', 'a'] },
      { metric: 'z', labels: ['le', 'a'] },
    ]);
  });
});
