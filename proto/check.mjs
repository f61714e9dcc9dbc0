// Fails when an OpenAPI document is none, or when a $ref of it or of a JSON Schema leads nowhere. Says what it found.
//   node proto/check.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';

const PROTO = fileURLToPath(new URL('.', import.meta.url));
const read = (file) => parse(readFileSync(file, 'utf8'));

/** Every `$ref` in a document, wherever it stands. */
function* refsIn(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string') yield node.$ref;
  for (const child of Object.values(node)) yield* refsIn(child);
}

/** Whether a JSON pointer leads to something. */
function leads(document, pointer) {
  const steps = pointer.split('/').slice(1);
  const end = steps
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((node, step) => (Object.hasOwn(Object(node), step) ? node[step] : undefined), document);
  return end !== undefined;
}

function danglingRefs(file) {
  const document = read(file);
  return [...refsIn(document)].filter((ref) => {
    const [path, pointer = ''] = ref.split('#');
    const target = path === '' ? file : resolve(dirname(file), path);
    return !existsSync(target) || !leads(path === '' ? document : read(target), pointer);
  });
}

/** OpenAPI's own rules; the validator asks for local `$ref`s alone, so those to schemas become empty schemas for it. */
async function openApiErrors(file) {
  const withoutFiles = (node) => {
    if (Array.isArray(node)) return node.map(withoutFiles);
    if (node === null || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string' && !node.$ref.startsWith('#')) return {};
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutFiles(value)]));
  };
  const { valid, errors } = await new Validator().validate(withoutFiles(read(file)));
  return valid ? [] : [errors].flat().map((error) => (typeof error === 'string' ? error : JSON.stringify(error)));
}

const filesIn = (dir, ext) =>
  readdirSync(join(PROTO, dir))
    .filter((name) => name.endsWith(ext))
    .map((name) => join(PROTO, dir, name));

const apis = filesIn('openapi', '.yaml');
const schemas = ['schemas', 'schemas/admin'].flatMap((dir) => filesIn(dir, '.json'));
const found = [];
for (const file of apis)
  for (const error of await openApiErrors(file)) found.push(`${relative(PROTO, file)}: ${error}`);
for (const file of [...apis, ...schemas])
  for (const ref of danglingRefs(file)) found.push(`${relative(PROTO, file)}: $ref ${ref} leads nowhere`);

if (found.length > 0) {
  console.error(found.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${apis.length} APIs and ${schemas.length} schemas hold together`);
}
