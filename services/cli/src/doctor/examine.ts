/**
 * Looks at a domain from outside, in the order in which a message would find it: DNS, address, TLS, document, keys, then requests.
 * Each check is a file in `checks/`: what it looks at, and a pure verdict on what it sees. Here is only which of them can be made.
 */
import type { DiscoveryDocument } from '@iimp/proto/types';
import { wellKnownEndpoint } from '@iimp/peer/discover';
import type { SrvRecord } from '@iimp/peer/dns';
import type { PeerEndpoint } from '@iimp/peer/endpoint';
import { judgeSrv, lookUpSrv } from './checks/srv.js';
import { type Finding, waiting } from './finding.js';
import { DOCUMENT_CHECKS, lookAtDocument } from './look-at-document.js';
import { lookAtTargets, TARGET_CHECKS } from './look-at-targets.js';
import type { OwnKey } from './own-key.js';
import { probe, PROBE_CHECKS } from './probe.js';
import type { Instruments } from './settings.js';

/** All findings on a domain, each check at least once, in the order of the checks. */
export async function examine(domain: string, own: OwnKey, tools: Instruments): Promise<Finding[]> {
  const seen = await lookUpSrv(domain, tools);
  const findings = [judgeSrv(domain, seen)];
  if (seen.kind === 'none' || seen.kind === 'failed') {
    const rest = [...TARGET_CHECKS, ...DOCUMENT_CHECKS, ...PROBE_CHECKS];
    return [...findings, ...waiting(rest, 'it is not known where the domain is')];
  }
  const srv = seen.kind === 'srv' ? seen.records : undefined;
  const targets = srv?.map(({ target, port }) => ({ host: target, port })) ?? [
    { host: domain, port: tools.defaultPort },
  ];
  const places = await lookAtTargets({ targets, name: domain, bySrv: srv !== undefined }, tools);
  findings.push(...places.findings);
  if (!places.usable)
    return [...findings, ...waiting([...DOCUMENT_CHECKS, ...PROBE_CHECKS], 'there is no connection to be trusted')];
  const published = await lookAtDocument(domain, srv, tools);
  findings.push(...published.findings);
  const federation = await findFederation(domain, srv, published.document, tools);
  const { endpoint } = federation;
  return [
    ...findings,
    ...federation.findings,
    ...(await probe({ domain, endpoint, own, document: published.answer }, tools)),
  ];
}

/** Where requests go; without an SRV record the document may name another host, which is looked at too. */
async function findFederation(
  domain: string,
  srv: readonly SrvRecord[] | undefined,
  document: DiscoveryDocument | undefined,
  tools: Instruments,
): Promise<{ findings: Finding[]; endpoint: PeerEndpoint | undefined }> {
  if (srv) return { findings: [], endpoint: wellKnownEndpoint({ domain, srv }, Math.random) };
  if (!document) return { findings: [], endpoint: undefined };
  const url = new URL(document.federation_endpoint);
  const endpoint = { baseUrl: document.federation_endpoint.replace(/\/+$/, ''), connect: [] };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || tools.defaultPort);
  if (host === domain && port === tools.defaultPort) return { findings: [], endpoint };
  const { findings, usable } = await lookAtTargets({ targets: [{ host, port }], name: host, bySrv: true }, tools);
  return { findings, endpoint: usable ? endpoint : undefined };
}
