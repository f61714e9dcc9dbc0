// What the authors of bundled packages ask to be passed on: a bundle has their code, and not the files that this is written in.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { manifest } from './packages.mjs';

const RULE = '-'.repeat(80);
/** Less than this names a license and does not say it. */
const SHORTEST_TEXT = 100;
const require = createRequire(import.meta.url);

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

/** Its own files; where there are none a section of its README; where that says nothing, SPDX's text of each license it names. */
function textsOf(folder) {
  const read = (file) => readFileSync(join(folder, file), 'utf8').trim();
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
  const named = (pattern) => files.map(({ name }) => name).filter((name) => pattern.test(name));
  const texts = named(/^(licen[cs]e|notice|copying|copyright)/i).map(read);
  if (texts.length > 0) return texts;
  const sections = named(/^readme/i).flatMap((file) => /^#+ *licen[cs]e[^]*/im.exec(read(file)) ?? []);
  return sections.some(({ length }) => length >= SHORTEST_TEXT) ? sections : standardTexts(manifest(folder).license);
}

/** Of an SPDX expression; their places for a year and a name stay open: the name stands in the head. */
function standardTexts(expression) {
  const ids = expression.match(/[A-Za-z0-9.-]+/g).filter((word) => !/^(AND|OR|WITH)$/.test(word));
  return ids.map((id) => require(`spdx-license-list/licenses/${id}.json`).licenseText.trim());
}
