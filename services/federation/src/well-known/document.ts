import type { DiscoveryDocument } from '@iimp/proto/types';
import { ProblemError } from '@iimp/protocol/problem';
import type { Config } from '@iimp/platform/config/config';
import type { DomainKeyring } from '@iimp/platform/domain-keyring';

/** What this deployment can do beyond the specification's minimum (profile §2). */
const CAPABILITIES = ['batch', 'attachments', 'edits', 'receipts'];

type DocumentConfig = Pick<
  Config,
  'federationUrl' | 'apiUrl' | 'federationMaxBatch' | 'federationMaxBodyBytes' | 'attachmentMaxBytes'
>;

/** The discovery document of a local domain (spec §3, profile §2). Throws `unavailable` while the domain has no key to sign with. */
export function discoveryDocument(
  domain: string,
  keyring: Pick<DomainKeyring, 'publicKeys'>,
  config: DocumentConfig,
): DiscoveryDocument {
  const keys = keyring.publicKeys(domain);
  const [signing] = keys;
  if (!signing || !keys.some((key) => key.state === 'active'))
    throw new ProblemError('unavailable', `${domain} has no signing key now`);
  return {
    version: '0.1',
    domain,
    federation_endpoint: config.federationUrl.replaceAll('{domain}', domain),
    api_endpoint: config.apiUrl,
    public_key: signing.publicKey,
    key_id: signing.keyId,
    keys: keys.map(({ keyId, publicKey, expiresAt }) => ({
      key_id: keyId,
      public_key: publicKey,
      expires_at: expiresAt,
    })),
    capabilities: CAPABILITIES,
    limits: {
      max_batch: config.federationMaxBatch,
      max_body_bytes: config.federationMaxBodyBytes,
      max_attachment_bytes: config.attachmentMaxBytes,
    },
  };
}
