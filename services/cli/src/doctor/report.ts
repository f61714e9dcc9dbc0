import { time } from '../output.js';
import type { Finding, Status } from './finding.js';

/** What a domain was found to be, for programs (`--json`). */
export interface Report {
  domain: string;
  checked_at: string;
  /** The domain that signed the probes; null when no key of ours was at hand. */
  signed_as: string | null;
  status: 'ok' | 'warning' | 'failure';
  findings: readonly Finding[];
}

export function reportOf(domain: string, signedAs: string | null, findings: readonly Finding[], now: number): Report {
  const has = (status: Status): boolean => findings.some((finding) => finding.status === status);
  return {
    domain,
    checked_at: time(now) ?? '',
    signed_as: signedAs,
    status: has('failure') ? 'failure' : has('warning') ? 'warning' : 'ok',
    findings,
  };
}

const MARKS: Readonly<Record<Status, [mark: string, colour: number]>> = {
  ok: ['ok', 32],
  warning: ['WARNING', 33],
  failure: ['FAILURE', 31],
  skipped: ['skipped', 90],
};
const MARK_WIDTH = 9;
const CHECK_WIDTH = 20;
const INDENT = ' '.repeat(MARK_WIDTH + CHECK_WIDTH);

/** The report for people: a line for what is right, the whole story for what is not. */
export function renderReport(report: Report, look: { colour: boolean; width: number }): string {
  const { domain, checked_at, signed_as, findings } = report;
  const as = signed_as === null ? 'without a key of ours' : `as ${signed_as}`;
  const lines = [`${domain}, seen from here ${as}, ${checked_at}`];
  let subject: string | undefined;
  for (const [place, finding] of findings.entries()) {
    if (place === 0 || finding.subject !== subject) lines.push('', ...(finding.subject ? [finding.subject] : []));
    subject = finding.subject;
    if (!isPointless(finding)) lines.push(...renderFinding(finding, look));
    // Those that wait for the same thing are one line.
    else if (findings[place - 1]?.seen !== finding.seen) lines.push(...renderWaiting(findings.slice(place), look));
  }
  return [...lines, '', summary(findings)].join('\n');
}

const isPointless = ({ status, seen }: Finding): boolean => status === 'skipped' && seen.startsWith('not looked at');

function renderWaiting(findings: readonly Finding[], look: { colour: boolean; width: number }): string[] {
  const [first] = findings;
  if (!first) return [];
  const end = findings.findIndex(({ seen }) => seen !== first.seen);
  const checks = (end < 0 ? findings : findings.slice(0, end)).map(({ check }) => check);
  const many = { ...first, check: '' as const, seen: `${checks.join(', ')} ${first.seen}` };
  return renderFinding(many, look);
}

function renderFinding(
  { check, status, seen, means, cure }: Omit<Finding, 'check'> & { check: string },
  look: { colour: boolean; width: number },
): string[] {
  const [mark, code] = MARKS[status];
  const padded = mark.padEnd(MARK_WIDTH);
  const head = `${look.colour ? `\x1b[${code}m${padded}\x1b[0m` : padded}${check.padEnd(CHECK_WIDTH)}`;
  const width = Math.max(40, look.width - INDENT.length);
  const [first = '', ...rest] = wrap(seen, width);
  const story =
    status === 'warning' || status === 'failure' ? [...wrap(means, width), ...wrap(`-> ${cure ?? ''}`, width)] : [];
  const left =
    status === 'skipped' && !seen.startsWith('not looked at') && cure !== null ? wrap(`-> ${cure}`, width) : [];
  return [head + first, ...[...rest, ...story, ...left].map((line) => INDENT + line)];
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Status): number => findings.filter((finding) => finding.status === status).length;
  const named = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  return `${count('ok')} ok, ${named(count('warning'), 'warning')}, ${named(count('failure'), 'failure')}, ${count('skipped')} skipped`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
