// The JSON Schemas of the wire objects, as the generators read them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SCHEMAS = fileURLToPath(new URL('../schemas', import.meta.url));

/** File of what the wire objects are made of; every other file defines one wire object. */
export const COMMON = 'common.json';

/** Every schema by its file name, in a stable order. A file's name is its URI: `$ref`s are relative to it. */
export function loadSchemas() {
  const files = readdirSync(SCHEMAS)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8'))]));
}

/** [file, schema] of each wire object. */
export function wireObjects(schemas) {
  return [...schemas].filter(([file]) => file !== COMMON);
}
