import { isIP } from 'node:net';
import { isGlobalUnicast } from '@iimp/peer/guard';
import { failure, type Finding, ok, warning } from '../finding.js';

export interface GuardSeen {
  readonly addresses: readonly string[];
  /** May this deployment connect there? */
  readonly allows: (address: string) => boolean;
  /** The operator's table names this very host and port. */
  readonly trusted: boolean;
}

/** May connections go to where the host is? (profile §2: server-side request forgery) */
export function judgeGuard(host: string, { addresses, allows, trusted }: GuardSeen): Finding {
  const inside = addresses.filter((address) => !isGlobalUnicast(address));
  if (inside.length === 0)
    return ok('guard', `${addresses.join(', ')}: public`, 'Connections to public addresses are always allowed.');
  const list = inside.join(', ');
  if (trusted)
    return ok('guard', `${list}: not public, named in the table of peers`, 'Allowed, this host and port alone.');
  const refused = inside.filter((address) => !allows(address));
  if (refused.length === 0)
    return ok('guard', `${list}: not public, listed as allowed`, 'Allowed here; others must list it themselves.');
  const blocks = refused.map((address) => `${address}/${isIP(address) === 4 ? 32 : 128}`).join(',');
  const cure = `If ${host} is meant to be reached there (a network of your own), set IIMP_ALLOWED_CIDRS=${blocks}, or a block around it, for every service and for this command (--allow-cidr). Otherwise its DNS record is wrong: it must name a public address.`;
  return refused.length === addresses.length
    ? failure(
        'guard',
        `${refused.join(', ')}: not public`,
        'Nothing is ever sent there: the guard against forged look-ups refuses.',
        cure,
      )
    : warning(
        'guard',
        `${refused.join(', ')}: not public`,
        'These addresses are passed over; the others are used.',
        cure,
      );
}
