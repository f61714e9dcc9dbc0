import { readFileSync } from 'node:fs';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import type { Database } from '@iimp/storage/database';
import { Domains } from '@iimp/storage/domains';

export interface DomainsToServe {
  domains: readonly string[];
  keysDir: string;
  /** PEM file of the first domain's key, and its id. */
  keyFile?: string;
  keyId?: string;
}

/** Adds the domains that are not served yet, each with a signing key. Every step can be repeated after a crash. */
export async function ensureDomains(db: Database, serve: DomainsToServe, now: number): Promise<void> {
  const store = new Domains(db);
  for (const [index, domain] of serve.domains.entries()) {
    // A millisecond apart: the first stays the first when a later start names none.
    await store.add(domain, now + index);
    const active = (await store.keys(domain)).find((key) => key.state === 'active');
    const given = index === 0 && serve.keyFile !== undefined ? readFileSync(serve.keyFile, 'utf8') : undefined;
    if (active && given === undefined) continue;
    const keyId = index === 0 ? serve.keyId : undefined;
    if (active && (keyId === undefined || active.keyId === keyId)) continue;
    await addDomainKey({
      domains: store,
      directory: serve.keysDir,
      domain,
      now,
      ...(keyId === undefined ? {} : { keyId }),
      ...(given === undefined ? {} : { pem: given }),
    });
  }
}

/** All domains of this folder, also those that the command line does not name: those given first, then the oldest first. */
export async function servedDomains(db: Database, given: readonly string[]): Promise<string[]> {
  const stored = await new Domains(db).list();
  stored.sort((a, b) => a.createdAt - b.createdAt);
  return [...new Set([...given, ...stored.map(({ domain }) => domain)])];
}
