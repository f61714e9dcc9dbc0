/** Alerts and dashboards tell of our processes, and not of others that Prometheus knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expressions, observability } from '../telemetry/expressions.testkit.js';

/** Selectors of metrics that others may have as well, and that are asked of everybody. */
function strangers(expression: string): string[] {
  return [...expression.matchAll(/\b(?:up|(?:process|nodejs|http|go|cnpg|barman)_[a-z_]+)\b(?:\{[^}]*\})?/g)]
    .map(([selector]) => selector)
    .filter((selector) => !/[{ ,]job="iimp(-postgres)?"/.test(selector));
}

describe('alerts and dashboards', () => {
  it('ask nobody else for what others may have as well', () => {
    const foreign = expressions().flatMap(([where, expression]) =>
      strangers(expression).map((selector) => `${where}: ${selector}`),
    );
    expect(foreign).toEqual([]);
    const boards = ['iimp-services', 'iimp-stores'].map((name) =>
      readFileSync(join(observability, `grafana/dashboards/${name}.json`), 'utf8'),
    );
    const variables = boards.flatMap((text) => /label_values\((.*), service\)/.exec(text)?.[1] ?? []);
    expect(variables).toHaveLength(2);
    expect(variables.map((each) => each.replaceAll('\\"', '"')).flatMap(strangers)).toEqual([]);
  });

  it('are found wrong where they do', () => {
    expect(strangers('max(process_resident_memory_bytes{service="api"}) > up{job="iimp"}')).toEqual([
      'process_resident_memory_bytes{service="api"}',
    ]);
    expect(strangers('sum(up) and iimp_http_requests_running > 1')).toEqual(['up']);
  });
});
