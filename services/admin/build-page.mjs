// Bundles the console (src/page) into dist/page: index.html, and what it names, with a hash of its content in each name.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, 'src/page');
const to = join(here, 'dist/page');

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(from, entry)],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: ['chrome115', 'firefox115', 'safari16.4'],
    conditions: ['@iimp/source'],
    logLevel: 'warning',
  });
  return Buffer.from(outputFiles[0].contents);
}

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const assets = {
  'main.js': await bundle('main.ts'),
  'style.css': await bundle('style.css'),
  'icon.svg': readFileSync(join(from, 'icon.svg')),
};
let html = readFileSync(join(from, 'index.html'), 'utf8');
for (const [name, content] of Object.entries(assets)) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const hashed = name.replace('.', `-${hash}.`);
  if (!html.includes(`%${name}%`)) throw new Error(`index.html does not name ${name}`);
  html = html.replaceAll(`%${name}%`, `/console/${hashed}`);
  writeFileSync(join(to, hashed), content);
}
writeFileSync(join(to, 'index.html'), html);
