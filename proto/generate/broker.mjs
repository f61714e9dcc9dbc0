// Makes TypeScript of the broker's Protobuf messages, and guards their compatibility. Works offline.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const SOURCES = fileURLToPath(new URL('../broker', import.meta.url));
const BASELINE = join(SOURCES, 'baseline', 'v1.json');
const HEADER = '// Generated from proto/broker by proto/generate.mjs. Do not edit.\n';

/** Runs buf on the sources; what it complains about becomes the error. */
function buf(args) {
  const bin = join(dirname(require.resolve('@bufbuild/buf/package.json')), 'bin', 'buf');
  const plugin = join(dirname(require.resolve('@bufbuild/protoc-gen-es/package.json')), 'bin');
  try {
    execFileSync(process.execPath, [bin, ...args], {
      cwd: SOURCES,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${plugin}${delimiter}${process.env.PATH}` },
      timeout: 60_000,
    });
  } catch (error) {
    throw new Error(`buf ${args[0]} failed:\n${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
  }
}

function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/**
 * Writes `broker.ts` (every broker message, the only module others import) and the files that it gathers,
 * `internal/iimp/broker/v1/*_pb.ts`, below `outDir`.
 */
export function generateBroker(outDir) {
  const out = resolve(outDir);
  const internal = join(out, 'internal');
  rmSync(join(internal, 'iimp'), { recursive: true, force: true });
  mkdirSync(internal, { recursive: true });
  buf(['generate', '--template', 'buf.gen.yaml', '--output', internal]);
  const modules = filesBelow(join(internal, 'iimp')).map((file) => relative(out, file).replace(/\.ts$/, '.js'));
  writeFileSync(join(out, 'broker.ts'), HEADER + modules.map((name) => `export * from './${name}';\n`).join(''));
}

/** Fails when the sources break a lint rule, or break readers or writers of what the baseline describes. */
export function checkBroker() {
  buf(['lint']);
  if (!existsSync(BASELINE))
    throw new Error(`There is no baseline ${BASELINE}: run node proto/generate/broker.mjs --release`);
  buf(['breaking', '--against', BASELINE]);
}

/** Records the messages as they are now as what later ones must stay compatible with: done once a release. */
export function releaseBroker() {
  buf(['lint']);
  if (existsSync(BASELINE)) buf(['breaking', '--against', BASELINE]);
  mkdirSync(dirname(BASELINE), { recursive: true });
  buf(['build', '--exclude-source-info', '-o', BASELINE]);
  writeFileSync(BASELINE, `${JSON.stringify(JSON.parse(readFileSync(BASELINE, 'utf8')), null, 1)}\n`); // for readable diffs
}

const [command] = process.argv[1] === fileURLToPath(import.meta.url) ? process.argv.slice(2) : [];
if (command === '--release') releaseBroker();
else if (command === '--check') checkBroker();
else if (command === '--write') generateBroker(fileURLToPath(new URL('../generated', import.meta.url)));
else if (command !== undefined) throw new Error(`Unknown argument ${command}: --write, --check or --release`);
