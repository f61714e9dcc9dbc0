import { printable } from '../output.js';

/** What a check found out, in words for the operator of either side. */
export type Status = 'ok' | 'warning' | 'failure' | 'skipped';

/** Names of the checks; scripts depend on them. */
export const CHECKS = [
  'srv',
  'address',
  'guard',
  'connection',
  'tls-version',
  'certificate-chain',
  'certificate-name',
  'certificate-expiry',
  'document',
  'document-cache',
  'document-schema',
  'document-domain',
  'endpoints',
  'keys',
  'user-keys',
  'unsigned',
  'signed',
  'forged',
  'clock',
] as const;
export type Check = (typeof CHECKS)[number];

export interface Finding {
  readonly check: Check;
  /** What was looked at, where there are several: a host and port. */
  readonly subject?: string;
  readonly status: Status;
  /** What was seen; of a skipped check: why it could not be made. */
  readonly seen: string;
  readonly means: string;
  /** What to do; null where nothing is to be done. */
  readonly cure: string | null;
}

const made =
  (status: Exclude<Status, 'ok'>) =>
  (check: Check, seen: string, means: string, cure: string): Finding => ({
    check,
    status,
    seen: short(seen),
    means: printable(means),
    cure: printable(cure),
  });

export const ok = (check: Check, seen: string, means: string): Finding => ({
  check,
  status: 'ok',
  seen: short(seen),
  means: printable(means),
  cure: null,
});
export const warning = made('warning');
export const failure = made('failure');
export const skipped = made('skipped');

/** What was seen comes from strangers, and so do the names in what it means: fit for a terminal, and not endless. */
function short(text: string): string {
  const clean = printable(text);
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

/** Checks that another one makes pointless. */
export const waiting = (checks: readonly Check[], why: string): Finding[] =>
  checks.map((check) =>
    skipped(check, `not looked at: ${why}`, 'Nothing is known of this.', 'Cure what is told above, then look again.'),
  );

const RANK: Readonly<Record<Status, number>> = { skipped: 0, ok: 1, warning: 2, failure: 3 };

/** The worst of some findings (the first of equals): of one thing that was seen several times. */
export function worst(findings: readonly [Finding, ...Finding[]]): Finding {
  return findings.reduce((a, b) => (RANK[b.status] > RANK[a.status] ? b : a));
}

/** The finding, told of this one of several things. */
export const of = (subject: string, finding: Finding): Finding => ({ ...finding, subject: printable(subject) });
