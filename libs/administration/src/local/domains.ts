import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminDomain, AdminDomainKey, AdminDomainList, AdminKeyActivation } from '@iimp/proto/admin-types';
import type { AdminNewDomain, AdminNewKey } from '@iimp/proto/admin-types';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import { ProblemError } from '@iimp/protocol/problem';
import { type DomainKeyRecord, Domains, type LocalDomain } from '@iimp/storage/domains';
import type { DomainAdministration, GivenKey } from '../administration.js';
import { domainOf, type LocalParts, note, noted } from './parts.js';

const DAY_MS = 86_400_000;
const OVERLAP_DAYS = 7;

/** Domains that are served here, and their signing keys. */
export class LocalDomains implements DomainAdministration {
  private readonly domains: Domains;

  constructor(private readonly parts: LocalParts) {
    this.domains = new Domains(parts.db);
  }

  async list(): Promise<AdminDomainList> {
    const [domains, keys] = await Promise.all([this.domains.list(), this.domains.keys()]);
    return { domains: domains.map((domain) => shown(domain, keys)) };
  }

  async show(name: string): Promise<AdminDomain> {
    const domain = domainOf(name);
    const found = (await this.domains.list()).find((each) => each.domain === domain);
    if (!found) throw new ProblemError('not_found', `${domain} is not served here`);
    return shown(found, await this.domains.keys(domain));
  }

  async add({ domain: name, ...key }: AdminNewDomain & GivenKey): Promise<AdminDomain> {
    const domain = domainOf(name);
    const signs = (await this.domains.keys(domain)).some(({ state }) => state === 'active');
    // A domain that is served without a key would be worse than none.
    if (!signs) await checkKey(this.parts, domain, key);
    await noted(this.parts, 'domain.add', async (parts) => {
      if (await new Domains(parts.db).add(domain, parts.now())) await note(parts, 'domain.add', domain);
      if (signs) return;
      const keyId = await newKey(parts, domain, key, null);
      await note(parts, 'domain-key.add', domain, { key_id: keyId });
    });
    return this.changed(domain);
  }

  async addKey(name: string, key: AdminNewKey & GivenKey): Promise<AdminDomain> {
    const { domain, keys } = await this.show(name);
    if (keys.some(({ key_id }) => key_id === key.key_id))
      throw new ProblemError('invalid_request', `${domain} has had a key of the name ${key.key_id}`);
    const { activate = true, overlap_days = OVERLAP_DAYS, ...given } = key;
    const detail = { key_id: key.key_id, ...(activate ? { overlap_days } : {}) };
    await noted(this.parts, 'domain-key.add', async (parts) => {
      await newKey(parts, domain, given, parts.now() + overlap_days * DAY_MS, activate);
      await note(parts, activate ? 'domain-key.rotate' : 'domain-key.add', domain, detail);
    });
    return this.changed(domain);
  }

  async activateKey(name: string, keyId: string, activation: AdminKeyActivation): Promise<AdminDomain> {
    const { domain } = await this.show(name);
    const { overlap_days = OVERLAP_DAYS } = activation;
    const previousExpiresAt = this.parts.now() + overlap_days * DAY_MS;
    await noted(this.parts, 'domain-key.activate', async (parts) => {
      if (!(await new Domains(parts.db).activateKey(domain, keyId, { previousExpiresAt })))
        throw new ProblemError('not_found', `${domain} has no such key that is accepted`);
      await note(parts, 'domain-key.activate', domain, { key_id: keyId, overlap_days });
    });
    return this.changed(domain);
  }

  async retireKey(name: string, keyId: string): Promise<AdminDomain> {
    const { domain } = await this.show(name);
    await noted(this.parts, 'domain-key.retire', async (parts) => {
      if (!(await new Domains(parts.db).retireKey(domain, keyId, parts.now())))
        throw new ProblemError('not_found', `${domain} has no such key, or it is the one that signs`);
      await note(parts, 'domain-key.retire', domain, { key_id: keyId });
    });
    return this.changed(domain);
  }

  private changed(domain: string): Promise<AdminDomain> {
    this.parts.client?.emitBestEffort('domains.changed', {});
    return this.show(domain);
  }
}

/** Registers a key that is elsewhere, or makes or takes one in the folder of private keys. @returns its id */
async function newKey(
  parts: LocalParts,
  domain: string,
  { key_id: keyId, public_key: publicKey, pem }: { key_id?: string; public_key?: string } & GivenKey,
  previousExpiresAt: number | null,
  active = true,
): Promise<string> {
  const domains = new Domains(parts.db);
  const state = active ? 'active' : 'accepted';
  const directory = await checkKey(parts, domain, { key_id: keyId, public_key: publicKey });
  if (publicKey !== undefined && keyId !== undefined) {
    await domains.addKey({ domain, keyId, publicKey, state }, { now: parts.now(), previousExpiresAt });
    return keyId;
  }
  const made = await addDomainKey({
    domains,
    directory,
    domain,
    state,
    previousExpiresAt,
    now: parts.now(),
    ...(keyId === undefined ? {} : { keyId }),
    ...(pem === undefined ? {} : { pem }),
  });
  return made.keyId;
}

/** Refuses a key that cannot be had. @returns the folder of private keys, where it is needed */
async function checkKey(
  { keysDir }: LocalParts,
  domain: string,
  { key_id: keyId, public_key: publicKey }: { key_id?: string | undefined; public_key?: string | undefined },
): Promise<string> {
  if (publicKey !== undefined) {
    if (keyId === undefined) throw new ProblemError('invalid_request', 'key_id: needed with public_key');
    return '';
  }
  if (keysDir === undefined) throw noFolder('there is no folder for private keys');
  await mkdir(join(keysDir, domain), { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw noFolder(`the folder of private keys cannot be written (${error.code})`);
  });
  return keysDir;
}

function shown({ domain, createdAt }: LocalDomain, keys: readonly DomainKeyRecord[]): AdminDomain {
  const own = keys.filter((key) => key.domain === domain).map(shownKey);
  return { domain, created_at: createdAt, keys: own };
}

function shownKey({ domain, keyId, publicKey, state, expiresAt, createdAt }: DomainKeyRecord): AdminDomainKey {
  return { domain, key_id: keyId, public_key: publicKey, state, expires_at: expiresAt, created_at: createdAt };
}

/** A mounted secret cannot be written, for one. */
const noFolder = (why: string): ProblemError =>
  new ProblemError(
    'invalid_request',
    `no key can be made here: ${why} (IIMP_DOMAIN_KEYS_DIR, --keys-dir); make it where it belongs, and give its public_key`,
  );
