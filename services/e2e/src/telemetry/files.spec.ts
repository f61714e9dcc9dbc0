/** deploy/observability: rules that promtool takes and has tested, and a section of the runbook for each alert. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { repositoryRoot } from '@iimp/testbed/repository';
import { parse } from 'yaml';
import { readComposeFile } from '../deploy/compose.testkit.js';
import { observability, rules } from './expressions.testkit.js';

let promtool: string;
beforeAll(async () => {
  promtool = line(await runLocal('prometheus', ['start']), 'PROMTOOL');
}, 600_000);

const check = (...args: string[]): string => execFileSync(promtool, args, { encoding: 'utf8', stdio: 'pipe' });

interface RuleTests {
  tests: { name: string; alert_rule_test: { alertname: string; exp_alerts: object[] }[] }[];
}

describe('alerts', () => {
  it('pass their tests, of which each has one that makes it fire and one that does not', () => {
    expect(check('check', 'rules', join(observability, 'alerts.yml'))).toContain(`${rules().length} rules found`);
    expect(check('test', 'rules', join(observability, 'alerts.test.yml'))).toContain('SUCCESS');
    const { tests } = parse(readFileSync(join(observability, 'alerts.test.yml'), 'utf8')) as RuleTests;
    const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
    const tested = (fires: boolean): string[] =>
      cases.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname);
    const alerts = rules().map(({ alert }) => alert);
    expect(tested(true).sort()).toEqual([...alerts].sort());
    expect(tested(false).sort()).toEqual([...alerts].sort());
  });

  it('fail their tests when a rule is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iimp-rules-'));
    try {
      for (const [file, from, to] of [
        ['alerts.yml', 'iimp_broker_connected == 0', 'iimp_broker_connected == 1'],
        ['alerts.test.yml', '', ''],
      ] as const)
        writeFileSync(join(folder, file), readFileSync(join(observability, file), 'utf8').replace(from, to));
      expect(() => check('test', 'rules', join(folder, 'alerts.test.yml'))).toThrow(/IimpBrokerAway/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lead to sections of the runbook that say what it means, how to see it and what to do', () => {
    const sections = readFileSync(join(repositoryRoot(), 'deploy/runbook.md'), 'utf8').split(/^## /m).slice(1);
    const byAnchor = new Map(sections.map((text) => [anchorOf(text.split('\n')[0] as string), text]));
    for (const { alert, annotations, labels } of rules()) {
      const [file, anchor = ''] = annotations.runbook.split('#');
      expect([alert, file]).toEqual([alert, 'deploy/runbook.md']);
      expect(['page', 'ticket']).toContain(labels.severity);
      const text = byAnchor.get(anchor) ?? '';
      for (const part of ['**Means**', '**See**', '**Do**'])
        expect([alert, part, text.includes(part)]).toEqual([alert, part, true]);
      expect([alert, text.includes(alert)]).toEqual([alert, true]);
    }
  });
});

describe('the compose profile', () => {
  const file = readComposeFile();
  const config = parse(readFileSync(join(observability, 'prometheus.yml'), 'utf8')) as {
    scrape_configs: { static_configs: { targets: string[]; labels: { service: string } }[] }[];
  };

  it('scrapes every service that tells metrics, at its health listener', () => {
    const telling = Object.entries(file.services)
      .filter(([, { environment }]) => environment?.['IIMP_METRICS'] === 'on')
      .map(([name]) => `${name}:8080`);
    const targets = config.scrape_configs.flatMap(({ static_configs }) => static_configs);
    expect(telling).toHaveLength(12);
    expect(targets.flatMap((each) => each.targets).sort()).toEqual(telling.sort());
    for (const {
      targets: [target = ''],
      labels,
    } of targets)
      expect(target).toMatch(new RegExp(`^org[12]-${labels.service}:`));
  });

  it('has a configuration that Prometheus takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iimp-prometheus-'));
    try {
      const text = readFileSync(join(observability, 'prometheus.yml'), 'utf8');
      writeFileSync(join(folder, 'p.yml'), text.replace('/etc/prometheus/', `${observability}/`));
      expect(check('check', 'config', join(folder, 'p.yml'))).toContain('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('sends traces where the collector takes them', () => {
    const collector = parse(readFileSync(join(observability, 'collector.yml'), 'utf8')) as {
      receivers: { otlp: { protocols: { http: { endpoint: string } } } };
      exporters: Record<string, { endpoint: string }>;
    };
    expect(collector.receivers.otlp.protocols.http.endpoint).toBe('0.0.0.0:4318');
    expect(readFileSync(join(repositoryRoot(), 'docker-compose.yml'), 'utf8')).toContain(
      'TRACES=http://collector:4318',
    );
    for (const { endpoint } of Object.values(collector.exporters))
      expect(file.services).toHaveProperty([endpoint.split(':')[0] as string]);
  });
});

/** As GitHub, GitLab and others make it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
