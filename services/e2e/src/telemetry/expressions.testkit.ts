/** What the alerts and dashboards of deploy/observability ask for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import { parse } from 'yaml';

export const observability = join(repositoryRoot(), 'deploy/observability');

export interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

export function rules(): Rule[] {
  const { groups } = parse(readFileSync(join(observability, 'alerts.yml'), 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** Every expression, with where it is. */
export function expressions(): [where: string, expression: string][] {
  const folder = join(observability, 'grafana/dashboards');
  const panels = readdirSync(folder).flatMap((file) => {
    const board = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard;
    return board.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }): [string, string] => [`${file}: ${title}`, expr]),
    );
  });
  return [...rules().map(({ alert, expr }): [string, string] => [alert, expr]), ...panels];
}

/** What an expression reads: metrics, each with the labels that it selects by. */
export function selectorsOf(expression: string): { metric: string; labels: string[] }[] {
  const found = expression.matchAll(/\b(up|(?:iimp|nodejs|process)_[a-z_]+)\b(?:\{([^}]*)\})?/g);
  return [...found].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}
