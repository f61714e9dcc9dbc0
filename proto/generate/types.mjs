// TypeScript types of the wire objects, made from their JSON Schemas.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { adminObjects, COMMON, loadAdminSchemas, loadSchemas, SCHEMAS, wireObjects } from './schemas.mjs';

const HEADER = '// Generated from proto/schemas by proto/generate.mjs. Do not edit.\n\n';
const OPTIONS = {
  cwd: `${SCHEMAS}/`,
  additionalProperties: false,
  bannerComment: '',
  declareExternallyReferenced: true,
  ignoreMinAndMaxItems: true,
  style: { singleQuote: true, printWidth: 120, trailingComma: 'all' },
};

/** One schema in which every object and every part of one is a definition by its name; types are made of those in `wanted`. */
function bundle(schemas, wanted) {
  const titles = new Map(wireObjects(schemas).map(([file, schema]) => [file, schema.title]));
  const local = (ref) => {
    const [file, pointer] = ref.split('#');
    if (file === COMMON) return `#${pointer}`;
    if (!titles.has(file)) throw new Error(`No schema for $ref ${ref}`);
    return `#/$defs/${titles.get(file)}`;
  };
  const rewrite = (node) => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (node === null || typeof node !== 'object') return node;
    // A member beside a $ref would make an anonymous type of it: the name says more.
    if (typeof node.$ref === 'string') return { $ref: local(node.$ref) };
    return Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => key !== '$schema' && !key.startsWith('x-'))
        .map(([key, value]) => [key, rewrite(value)]),
    );
  };
  const definitions = Object.entries(schemas.get(COMMON).$defs).map(([name, schema]) => [
    name,
    { title: name, ...rewrite(schema) },
  ]);
  for (const [, schema] of wireObjects(schemas)) definitions.push([schema.title, rewrite(schema)]);
  const $defs = Object.fromEntries(definitions);
  const properties = Object.fromEntries(
    definitions.filter(([name]) => wanted(name)).map(([name]) => [name, { $ref: `#/$defs/${name}` }]),
  );
  return { title: 'WireObjects', type: 'object', properties, $defs };
}

async function write(file, schemas, wanted = () => true) {
  const source = await compile(bundle(schemas, wanted), 'WireObjects', OPTIONS);
  const types = source.replace(/export interface WireObjects \{[^}]*\}\n/, '');
  writeFileSync(file, HEADER + types.trimStart());
}

/** Writes `types.ts` and `admin-types.ts` into `outDir`. */
export async function generateTypes(outDir) {
  await write(join(outDir, 'types.ts'), loadSchemas());
  const admin = loadAdminSchemas();
  const titles = new Set(adminObjects(admin).map(([, { title }]) => title));
  await write(join(outDir, 'admin-types.ts'), admin, (name) => titles.has(name));
}
