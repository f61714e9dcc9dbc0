import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { PeerError } from '@iimp/peer/peer-error';
import { failure, type Finding, ok } from '../finding.js';

export type AddressSeen = { addresses: readonly string[] } | { failed: 'missing' | 'temporary'; detail: string };

export interface AddressResolver {
  addresses(host: string): Promise<LookupAddress[]>;
}

/** The addresses of a host (A and AAAA); a literal address is its own. */
export async function lookUpAddresses(host: string, resolver: AddressResolver): Promise<AddressSeen> {
  if (isIP(host)) return { addresses: [host] };
  try {
    return { addresses: (await resolver.addresses(host)).map(({ address }) => address) };
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    return { failed: error.temporary ? 'temporary' : 'missing', detail: error.detail };
  }
}

/** @param bySrv an SRV record points at the host; otherwise it is the domain itself or its document's */
export function judgeAddresses(host: string, seen: AddressSeen, bySrv: boolean): Finding {
  if ('addresses' in seen) return ok('address', `${host} is at ${seen.addresses.join(', ')}`, 'The host can be found.');
  if (seen.failed === 'temporary')
    return failure(
      'address',
      seen.detail,
      'DNS cannot say now where the host is; messages wait and are tried again.',
      `Run \`dig A ${host}\` and \`dig AAAA ${host}\` against the same server, and repair what does not answer.`,
    );
  return bySrv
    ? failure(
        'address',
        seen.detail,
        'The SRV record points at a host that has no address; messages wait, as for a fault that passes.',
        `Publish an A or AAAA record of ${host}, or correct the target of the SRV record.`,
      )
    : failure(
        'address',
        seen.detail,
        'There is neither an SRV record nor an address: the domain does not exist for others, and messages to it fail at once.',
        `Check the spelling. If ${host} shall federate, publish an SRV record \`_iimp._tcp\` or an A or AAAA record.`,
      );
}
