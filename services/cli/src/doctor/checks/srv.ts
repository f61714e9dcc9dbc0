import { PeerError } from '@iimp/peer/peer-error';
import { type Resolution, resolveDomain, type ResolveDeps } from '@iimp/peer/resolve';
import { failure, type Finding, ok } from '../finding.js';

/** What DNS, or the operator's table, says of a domain. */
export type SrvSeen = Resolution | { kind: 'failed'; detail: string };

export async function lookUpSrv(domain: string, deps: ResolveDeps): Promise<SrvSeen> {
  try {
    return await resolveDomain(domain, deps);
  } catch (error) {
    if (error instanceof PeerError) return { kind: 'failed', detail: error.detail };
    throw error;
  }
}

/** Where does the domain say that it takes federation? (profile §2) */
export function judgeSrv(domain: string, seen: SrvSeen): Finding {
  const name = `_iimp._tcp.${domain}`;
  switch (seen.kind) {
    case 'failed':
      return failure(
        'srv',
        seen.detail,
        `DNS cannot say now whether ${name} exists (SERVFAIL, a refusal or silence). That is not "no record": messages wait and are tried again.`,
        `Run \`dig SRV ${name}\` against the same server. SERVFAIL mostly means a dead name server or broken DNSSEC of ${domain}; a refusal or silence, that the server given by IIMP_DNS_SERVERS or --dns is not for us.`,
      );
    case 'none':
      return failure(
        'srv',
        `${name} has the single target "."`,
        'The domain says that it does not federate. That is permanent: messages to it fail at once.',
        `If it shall federate: publish \`${name}. SRV 0 0 443 <host>.\` instead.`,
      );
    case 'well-known':
      return ok('srv', `there is no record ${name}`, `The address of ${domain} itself is used, port 443.`);
    case 'srv': {
      const targets = seen.records.map(({ target, port, priority, weight }) =>
        seen.ttlSeconds === undefined
          ? `${target} port ${port}`
          : `${target} port ${port} (priority ${priority}, weight ${weight})`,
      );
      return seen.ttlSeconds === undefined
        ? ok(
            'srv',
            `not asked: the table of peers says ${targets.join(', ')}`,
            'Stands for an SRV record; other networks may see another.',
          )
        : ok(
            'srv',
            `${name} is ${targets.join(', ')}; TTL ${seen.ttlSeconds} s`,
            'Connections go there, as the domain itself.',
          );
    }
  }
}
