/** How a signature names its key: `<domain>#<kid>` (profile §6). */
import { isDomain } from '@iimp/protocol/address';

export interface SigningKeyId {
  /** `<domain>#<kid>` */
  keyid: string;
  domain: string;
  kid: string;
}

/** As the schema of discovery documents has it (DomainKeyId). */
const KEY_ID = /^[!#-[\]-~]{1,128}$/;

/** The name of a domain's key on the wire. */
export function keyidOf({ domain, keyId }: { domain: string; keyId: string }): string {
  return `${domain}#${keyId}`;
}

/** What a name on the wire says; undefined when it is none. */
export function splitKeyid(keyid: string): SigningKeyId | undefined {
  const hash = keyid.indexOf('#');
  const domain = keyid.slice(0, Math.max(hash, 0));
  const kid = keyid.slice(hash + 1);
  return isDomain(domain) && KEY_ID.test(kid) ? { keyid, domain, kid } : undefined;
}
