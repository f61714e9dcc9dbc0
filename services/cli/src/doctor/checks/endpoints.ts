import type { DiscoveryDocument } from '@iimp/proto/types';
import type { SrvRecord } from '@iimp/peer/dns';
import { type Finding, ok, warning } from '../finding.js';

/** Do document and SRV record send others to the same place? */
export function judgeEndpoints(
  domain: string,
  document: Pick<DiscoveryDocument, 'federation_endpoint'>,
  srv: readonly SrvRecord[] | undefined,
): Finding {
  const endpoint = document.federation_endpoint.replace(/\/+$/, '');
  if (srv === undefined)
    return ok('endpoints', endpoint, 'There is no SRV record, so the document says where federation is.');
  const bases = [...new Set(srv.map(({ port }) => `https://${domain}${port === 443 ? '' : `:${port}`}`))];
  if (bases.includes(endpoint)) return ok('endpoints', endpoint, 'Document and SRV record say the same.');
  return warning(
    'endpoints',
    `the document says ${endpoint}, the SRV record means ${bases.join(' or ')}`,
    'The SRV record wins, so this works; who has only the document goes elsewhere.',
    `Make them agree: IIMP_FEDERATION_URL there, or the SRV record.`,
  );
}
