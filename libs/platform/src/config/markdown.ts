import { EVERY_SERVICE, type Setting } from './setting.js';
import { SETTINGS } from './settings.js';

function needed(row: Setting): string {
  if ('default' in row) return row.default === '' ? 'empty' : `\`${row.default}\``;
  if ('optional' in row) return '–';
  return EVERY_SERVICE.every((name) => row.neededBy.includes(name))
    ? '**needed**'
    : `**needed** by ${row.neededBy.join(', ')}`;
}

function line(row: Setting): string {
  const name = row.secret ? `\`${row.name}\` or \`${row.name}_FILE\`` : `\`${row.name}\``;
  return `| ${name} | ${needed(row)} | ${row.description.replaceAll('|', '\\|')} |`;
}

/** The table of all variables for operators, as Markdown: `deploy/configuration.md`. */
export function configurationMarkdown(rows: readonly Setting[] = Object.values(SETTINGS)): string {
  const groups = [...new Set(rows.map((row) => row.group))];
  const sections = groups.map((group) => {
    const lines = rows.filter((row) => row.group === group).map(line);
    return [`## ${group}`, '', '| Variable | Default | What it is |', '| --- | --- | --- |', ...lines, ''].join('\n');
  });
  return [
    '<!-- Written by `node libs/platform/configuration.mjs` from libs/platform/src/config/settings.ts: change it there. -->',
    '',
    '# Configuration',
    '',
    'Environment variables, read once at start. Everything that is wrong is named at once, and the process does not start. A',
    'secret may also be given as the path of a file that holds it, by the name with `_FILE`. An empty variable counts as not',
    'given. Times are written `500ms`, `5s`, `15m`, `72h`, `30d`; sizes `65536`, `64KiB`, `2GiB`; lists with commas.',
    '',
    ...sections,
  ].join('\n');
}
