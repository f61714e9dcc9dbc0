/** Where domains take federation, and by which keys they sign: discovery with its cache (spec §3, profile §2). */
import { isDomain } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import type { Discovered } from '@iimp/peer/discover';
import type { Asking, Known, LookupCache } from './lookup-cache.js';

export interface DomainDirectoryOptions {
  readonly cache: Pick<LookupCache<Discovered>, 'get'>;
  /** Whether the policy lets this deployment have to do with a domain. */
  readonly allows: (domain: string) => boolean;
}

export class DomainDirectory {
  constructor(private readonly options: DomainDirectoryOptions) {}

  /** Rejects with ProblemError: `not_found` it does not federate, `domain_blocked` by our policy, or temporary. */
  async find(domain: string, asking: Asking = {}): Promise<Known<Discovered>> {
    if (!isDomain(domain)) throw new ProblemError('invalid_request', 'not a valid domain');
    if (!this.options.allows(domain)) throw new ProblemError('domain_blocked', `the policy here excludes ${domain}`);
    return this.options.cache.get(domain, asking);
  }
}
