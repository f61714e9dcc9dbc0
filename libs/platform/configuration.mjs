/** Writes deploy/configuration.md from the table of settings; with --check, fails when it is stale. Needs no build. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const target = fileURLToPath(new URL('../../deploy/configuration.md', import.meta.url));
const source = fileURLToPath(new URL('src/config/markdown.ts', import.meta.url));

const bundle = await build({
  entryPoints: [source],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  conditions: ['@iimp/source'],
});
const { configurationMarkdown } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`
);
const text = await format(configurationMarkdown(), { ...(await resolveConfig(target)), filepath: target });

if (!process.argv.includes('--check')) await writeFile(target, text);
else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('deploy/configuration.md is stale: run `npm run generate`\n');
  process.exitCode = 1;
}
