import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot } from '@iimp/testbed/repository';
import { until } from '@iimp/testbed/until';
import { stringify } from 'yaml';

/** A process to scrape. */
export interface Target {
  /** `host:port` */
  address: string;
  service: string;
}

export interface Sample {
  metric: Record<string, string>;
  value: number;
}

/** Debian's Prometheus over the given targets, with the rules of deploy/observability. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(folder: string, targets: readonly Target[]): Promise<Prometheus> {
    const program = line(await runLocal('prometheus', ['start']), 'PROMETHEUS');
    mkdirSync(folder, { recursive: true });
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: [join(repositoryRoot(), 'deploy/observability/alerts.yml')],
      scrape_configs: [
        {
          job_name: 'iimp',
          static_configs: targets.map(({ address, service }) => ({ targets: [address], labels: { service } })),
        },
      ],
    };
    writeFileSync(join(folder, 'prometheus.yml'), stringify(config));
    const port = await reservePort();
    const child = ManagedProcess.spawn({
      name: 'prometheus',
      command: program,
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      logFile: join(folder, 'prometheus.log'),
    });
    const url = `http://127.0.0.1:${port}`;
    const isReady = async (): Promise<boolean> =>
      (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
    await child.ready(until('Prometheus is ready', isReady, { deadlineMs: 60_000 }), 61_000);
    return new Prometheus(url, async () => {
      await child.stop();
      releasePort(port);
    });
  }

  async query(expression: string): Promise<Sample[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      `query?query=${encodeURIComponent(expression)}`,
    );
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** The value of an expression that gives one; undefined when it gives none. */
  async value(expression: string): Promise<number | undefined> {
    return (await this.query(expression))[0]?.value;
  }

  metricNames(): Promise<string[]> {
    return this.ask('label/__name__/values');
  }

  labelsOf(metric: string): Promise<string[]> {
    return this.ask(`labels?match[]=${encodeURIComponent(metric)}`);
  }

  /** What is wrong with each rule that cannot be evaluated. */
  async ruleProblems(): Promise<string[]> {
    const { groups } = await this.ask<{ groups: { rules: { name: string; health: string; lastError?: string }[] }[] }>(
      'rules',
    );
    return groups
      .flatMap(({ rules }) => rules)
      .filter(({ health }) => health === 'err')
      .map(({ name, lastError }) => `${name}: ${lastError}`);
  }

  private async ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    const answer = (await response.json()) as { status: string; data: T; error?: string };
    if (answer.status !== 'success') throw new Error(`Prometheus: ${answer.error}`);
    return answer.data;
  }
}
