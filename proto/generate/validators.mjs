// Validators of the wire objects, compiled from their JSON Schemas by ajv. What is written needs neither ajv nor
// `new Function` at run time, so that a browser with a strict content security policy can load it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { adminObjects, COMMON, loadAdminSchemas, loadSchemas, wireObjects } from './schemas.mjs';

const HEADER = '// Generated from proto/schemas by proto/generate.mjs. Do not edit.\n';
const ONE_BY_ONE = 'x-checked-one-by-one';
const NAME = 'x-name';

/**
 * What ajv compiles: each definition of common.json a schema of its own, so that one function serves all who use it; and
 * a list whose items are checked one by one later, so that a bad one does not fail the others, is only a list.
 */
function compiled(node) {
  if (Array.isArray(node)) return node.map(compiled);
  if (node === null || typeof node !== 'object') return node;
  const left = new Set(['$schema', 'description', 'title', NAME, ONE_BY_ONE]);
  if (node[ONE_BY_ONE]) left.add('items');
  if (typeof node.$ref === 'string') return { $ref: node.$ref.replace(`${COMMON}#/$defs/`, '') };
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !left.has(key))
      .map(([key, value]) => [key, key === 'properties' ? properties(value) : compiled(value)]),
  );
}

const properties = (schemas) => Object.fromEntries(Object.entries(schemas).map(([name, s]) => [name, compiled(s)]));

function refuse(text) {
  throw new Error(`ajv: ${text}`);
}

/** Fails when a file is no JSON Schema 2020-12. */
function checkSchemas(schemas) {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    logger: { log: refuse, warn: refuse, error: refuse },
  });
  ajv.addVocabulary([ONE_BY_ONE, NAME]);
  for (const [file, schema] of schemas) ajv.addSchema(schema, file);
  for (const file of schemas.keys()) ajv.getSchema(file);
}

function compiler(schemas) {
  // The draft's own class adds bookkeeping for keywords that no schema here uses; the plain one compiles the same rules.
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    // Validators run on every message: they stop at the first error, and words are found only for those who read them.
    allErrors: false,
    messages: false,
    // Lengths in UTF-16 units cost nothing; every text with a pattern is ASCII.
    unicode: false,
    unicodeRegExp: false,
    inlineRefs: false,
    logger: { log: refuse, error: refuse, warn: (text) => String(text).includes('option unicode') || refuse(text) },
    code: { source: true, esm: true, lines: true, optimize: 2 },
  });
  for (const [name, schema] of Object.entries(schemas.get(COMMON).$defs)) {
    ajv.addSchema(compiled(schema), name);
    // An error then says which definition a value breaks: "UserAddress/pattern".
    ajv.schemas[name].schemaPath = name;
  }
  for (const [file, schema] of wireObjects(schemas)) ajv.addSchema(compiled(schema), file);
  return ajv;
}

/** The functions without any import: the little that ajv needs at run time is bundled in. */
async function bundled(code) {
  const result = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    treeShaking: true,
    logLevel: 'warning',
  });
  const text = result.outputFiles[0].text;
  if (/\brequire\(|\bimport\b\s*[({"']|new Function/.test(text))
    throw new Error('The validators are not self-contained');
  return text;
}

const literal = (names) =>
  `{\n${Object.entries(names)
    .map(([key, value]) => `  ${key}: '${value}',\n`)
    .join('')}}`;

const exportsOf = (objects) =>
  objects
    .map(
      ([file, { title }]) =>
        `/** ${file} */\nexport const validate${title} = checks.validate${title} as unknown as Validator<types.${title}>;`,
    )
    .join('\n');

const wrapper = (objects, names) => `${HEADER}
import * as checks from './internal/checks.js';
import type * as types from './types.js';

/** The first thing that a validator found wrong. */
export interface ShapeError {
  /** JSON pointer of the value. */
  instancePath: string;
  /** Of the rule: \`<definition of common.json>/<keyword>\`, or \`#/…\` inside the schema of a wire object. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** Tells whether a value has the shape; if not, \`errors\` says why until the next call. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: ShapeError[] | null;
}

/** How an error names a value of a definition of common.json. */
export const DEFINITION_NAMES: Readonly<Record<string, string>> = ${literal(names)};

${exportsOf(objects)}
`;

const adminWrapper = (objects) => `${HEADER}
import * as checks from './internal/admin-checks.js';
import type * as types from './admin-types.js';
import type { Validator } from './validators.js';

${exportsOf(objects)}
`;

/** Writes the code of `objects` as `internal/<name>`. */
async function writeChecks(outDir, name, schemas, objects) {
  checkSchemas(schemas);
  const code = standalone(
    compiler(schemas),
    Object.fromEntries(objects.map(([file, { title }]) => [`validate${title}`, file])),
  );
  mkdirSync(join(outDir, 'internal'), { recursive: true });
  writeFileSync(join(outDir, 'internal', name), `${HEADER}// @ts-nocheck\n${await bundled(code)}`);
}

/** Writes `validators.ts` and `admin-validators.ts`, one typed function an object, and the code behind them into `outDir`. */
export async function generateValidators(outDir) {
  const schemas = loadSchemas();
  const objects = wireObjects(schemas);
  const names = {};
  for (const [definition, schema] of Object.entries(schemas.get(COMMON).$defs))
    if (schema[NAME]) names[definition] = schema[NAME];
  await writeChecks(outDir, 'checks.ts', schemas, objects);
  writeFileSync(join(outDir, 'validators.ts'), wrapper(objects, names));
  const admin = loadAdminSchemas();
  await writeChecks(outDir, 'admin-checks.ts', admin, adminObjects(admin));
  writeFileSync(join(outDir, 'admin-validators.ts'), adminWrapper(adminObjects(admin)));
}
