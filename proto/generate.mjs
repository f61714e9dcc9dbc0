// Writes generated/ from the contracts: types and validators from schemas/, codecs from broker/.
//   node proto/generate.mjs           writes
//   node proto/generate.mjs --check   fails when what is committed is not what would be written, or a contract is broken
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBroker, generateBroker } from './generate/broker.mjs';
import { generateTypes } from './generate/types.mjs';
import { generateValidators } from './generate/validators.mjs';

const OUT = fileURLToPath(new URL('generated', import.meta.url));

async function generate(outDir) {
  mkdirSync(outDir, { recursive: true });
  await generateTypes(outDir);
  await generateValidators(outDir);
  generateBroker(outDir);
}

function contents(dir) {
  if (!existsSync(dir)) return new Map();
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath ?? file.path, file.name);
      return [relative(dir, path), readFileSync(path, 'utf8')];
    }),
  );
}

/** Names of the files that differ between what is committed and what the contracts say now. */
async function stale() {
  const fresh = mkdtempSync(join(tmpdir(), 'iimp-generated-'));
  try {
    await generate(fresh);
    const [is, ought] = [contents(OUT), contents(fresh)];
    return [...new Set([...is.keys(), ...ought.keys()])].filter((file) => is.get(file) !== ought.get(file)).sort();
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) {
  checkBroker();
  const files = await stale();
  if (files.length > 0) {
    console.error(`Stale in proto/generated, run \`npm run generate\`: ${files.join(', ')}`);
    process.exitCode = 1;
  }
} else {
  await generate(OUT);
}
