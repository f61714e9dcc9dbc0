/** Where a domain is: address, guard and TLS of each place that its requests may go to. */
import type { LookupAddress } from 'node:dns';
import type { ConnectTarget } from '@iimp/peer/endpoint';
import type { InspectTlsOptions, SeenTls } from '@iimp/peer/inspect-tls';
import { judgeAddresses, lookUpAddresses } from './checks/address.js';
import { judgeChain, judgeExpiry, judgeName, judgeVersion } from './checks/certificate.js';
import { judgeConnection, tryAddress } from './checks/connection.js';
import { judgeGuard } from './checks/guard.js';
import { type Finding, of, waiting, worst } from './finding.js';
import type { Instruments } from './settings.js';

export const TARGET_CHECKS = [
  'address',
  'guard',
  'connection',
  'tls-version',
  'certificate-chain',
  'certificate-name',
  'certificate-expiry',
] as const;
const TLS_CHECKS = TARGET_CHECKS.slice(2);

/** Enough for any honest domain, and a bound for others. */
const MAX_TARGETS = 8;
const MAX_ADDRESSES = 8;

export interface Places {
  targets: readonly ConnectTarget[];
  /** In SNI and certificate. */
  name: string;
  /** An SRV record names the targets. */
  bySrv: boolean;
}

/** `usable`: one of them could carry a request. */
export async function lookAtTargets(
  { targets, name, bySrv }: Places,
  tools: Instruments,
): Promise<{ findings: Finding[]; usable: boolean }> {
  const looked = await Promise.all(
    targets.slice(0, MAX_TARGETS).map((target) => lookAtTarget(target, name, bySrv, tools)),
  );
  const usable = looked.some(carries);
  return {
    findings: looked.flatMap((findings) => (usable && !carries(findings) ? passedOver(findings) : findings)),
    usable,
  };
}

const carries = (findings: readonly Finding[]): boolean => !findings.some(({ status }) => status === 'failure');

/** A target that does not work beside one that does is no reason to fail. */
function passedOver(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) =>
    finding.status === 'failure'
      ? { ...finding, status: 'warning', means: `${finding.means} Another target works, and takes the requests.` }
      : finding,
  );
}

async function lookAtTarget(
  target: ConnectTarget,
  name: string,
  bySrv: boolean,
  tools: Instruments,
): Promise<Finding[]> {
  const seen = await lookUpAddresses(target.host, tools.resolver);
  const rest =
    'addresses' in seen
      ? await lookAtAddresses(target, name, seen.addresses.slice(0, MAX_ADDRESSES), tools)
      : waiting(TARGET_CHECKS.slice(1), 'the host has no address');
  const subject = `${target.host} port ${target.port}`;
  return [judgeAddresses(target.host, seen, bySrv), ...rest].map((finding) => of(subject, finding));
}

async function lookAtAddresses(
  { host, port }: ConnectTarget,
  name: string,
  addresses: readonly string[],
  tools: Instruments,
): Promise<Finding[]> {
  const trusted = tools.trusted.some((each) => each.host === host && each.port === port);
  const allows = (address: string): boolean => trusted || tools.guard.allows(address);
  const guard = judgeGuard(host, { addresses, allows, trusted });
  const allowed = addresses.filter(allows);
  if (allowed.length === 0) return [guard, ...waiting(TLS_CHECKS, 'there is no address that may be connected to')];
  const options: InspectTlsOptions = {
    guard: trusted ? { filter: (_host, all): LookupAddress[] => [...all] } : tools.guard,
    extraCa: tools.extraCa,
    timeoutMs: tools.connectTimeoutMs,
  };
  const attempts = await Promise.all(allowed.map((address) => tryAddress({ address, port, name }, options)));
  const seen = attempts.flatMap((attempt) => ('tls' in attempt ? [attempt.tls] : []));
  return [guard, judgeConnection(attempts), ...judgeTls(seen, name, tools.now())];
}

/** One verdict of each kind, the worst over all addresses of the host. */
function judgeTls([first, ...others]: readonly SeenTls[], name: string, now: number): Finding[] {
  if (!first) return waiting(TLS_CHECKS.slice(1), 'there is no TLS connection');
  const verdicts: ((tls: SeenTls) => Finding)[] = [
    judgeVersion,
    judgeChain,
    (tls) => judgeName(name, tls),
    (tls) => judgeExpiry(tls, now),
  ];
  return verdicts.map((judge) => worst([judge(first), ...others.map(judge)]));
}
