// What the authors of bundled packages ask to be passed on: a bundle has their code, and not the files that this is written in.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest } from './packages.mjs';

const RULE = '-'.repeat(80);

/** One text: of each package its name, version, license and author, and its files of licenses and notices. */
export function licensesOf(packages) {
  const parts = packages.map((folder) => {
    const { name, version, license, author } = manifest(folder);
    const by = typeof author === 'object' ? author.name : author;
    const head = `${name} ${version}, ${license}${by ? `, by ${by}` : ''}`;
    return [RULE, head, RULE, ...textsOf(folder)].join('\n');
  });
  return ['This program contains the following packages, under the licenses named with each.', ...parts, ''].join(
    '\n\n',
  );
}

/** Some have a section of their README instead; of the rest, package.json is all that there is. */
function textsOf(folder) {
  const read = (file) => readFileSync(join(folder, file), 'utf8').trim();
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
  const named = (pattern) => files.map(({ name }) => name).filter((name) => pattern.test(name));
  const texts = named(/^(licen[cs]e|notice|copying|copyright)/i).map(read);
  if (texts.length > 0) return texts;
  return named(/^readme/i).flatMap((file) => /^#+ *licen[cs]e[^]*/im.exec(read(file)) ?? []);
}
