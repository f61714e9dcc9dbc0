import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '../../..');

/** A module, in TypeScript as if it lay at the repository's root, with all that it imports, as one script for web pages. */
export async function bundleForBrowsers(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: 'entry.ts', loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'chrome120',
    conditions: ['@iimp/source'],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
