// The JSON Schemas of the wire objects, as the generators read them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SCHEMAS = fileURLToPath(new URL('../schemas', import.meta.url));

/** File of what the wire objects are made of; every other file defines one wire object. */
export const COMMON = 'common.json';

/** Folder of what only the administration API speaks of. It is generated apart: no client and no other domain needs it. */
const ADMIN = 'admin';

function read(folder, rename) {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return files.map((file) => [rename(file), JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
}

/** Every wire schema by its file name, in a stable order. A file's name is its URI: `$ref`s are relative to it. */
export function loadSchemas() {
  return new Map(read(SCHEMAS, (file) => file));
}

/** The schemas of the administration API, as `admin-<file>`, with the wire schemas that they refer to. */
export function loadAdminSchemas() {
  const named = (ref) => (ref.startsWith('../') ? ref.slice(3) : `${ADMIN}-${ref}`);
  const rewrite = (node) => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, key === '$ref' ? named(value) : rewrite(value)]),
    );
  };
  const own = read(join(SCHEMAS, ADMIN), (file) => `${ADMIN}-${file}`).map(([file, schema]) => [file, rewrite(schema)]);
  return new Map([...loadSchemas(), ...own]);
}

/** [file, schema] of each wire object. */
export function wireObjects(schemas) {
  return [...schemas].filter(([file]) => file !== COMMON);
}

/** [file, schema] of what only the administration API speaks of. */
export function adminObjects(schemas) {
  return [...schemas].filter(([file]) => file.startsWith(`${ADMIN}-`));
}
