/**
 * Writes what is made of other files here: the dashboards of grafana/dashboards, and the alerts as a resource of the Prometheus
 * operator (k8s/components/monitoring/alerts.yaml). With --check, fails when one is stale. Needs no build.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';
import { DASHBOARDS } from './dashboards.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { groups } = parse(await readFile(here('alerts.yml'), 'utf8'));
const rule = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'iimp' },
  spec: { groups },
};
const files = new Map([
  [
    here('../../k8s/components/monitoring/alerts.yaml'),
    `# Written by \`node deploy/observability/generate.mjs\` from deploy/observability/alerts.yml: change it there.\n${stringify(rule)}`,
  ],
  ...DASHBOARDS.map((board) => [here(`grafana/dashboards/${board.uid}.json`), JSON.stringify(board)]),
]);

for (const [file, content] of files) {
  const text = await format(content, { ...(await resolveConfig(file)), filepath: file });
  if (!process.argv.includes('--check')) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`${file} is stale: run \`npm run generate\`\n`);
    process.exitCode = 1;
  }
}
