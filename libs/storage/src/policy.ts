import type { Database } from './database.js';
import { pending } from './internal/pending.js';

export type PolicyMode = 'open' | 'allow_list' | 'closed';

/** Who may federate (spec §11). An empty allow list allows nobody. */
export interface FederationPolicy {
  mode: PolicyMode;
  blocked: ReadonlySet<string>;
  allowed: ReadonlySet<string>;
}

/** Whether mail to and from a remote domain is allowed. A block wins over an allowance. */
export function policyAllows(policy: FederationPolicy, domain: string): boolean {
  if (policy.blocked.has(domain)) return false;
  return policy.mode === 'open' || (policy.mode === 'allow_list' && policy.allowed.has(domain));
}

export interface PolicyChange {
  mode?: PolicyMode;
  block?: readonly string[];
  unblock?: readonly string[];
  allow?: readonly string[];
  disallow?: readonly string[];
}

/** The federation policy; each change leaves an audit row. */
export class PolicyStore {
  constructor(private readonly db: Database) {}

  load(): Promise<FederationPolicy> {
    return pending();
  }

  /** Sets the mode where none was ever set (first start). */
  initialize(_mode: PolicyMode, _now: number): Promise<void> {
    return pending();
  }

  /** Applies a change. @returns the policy after it */
  change(_change: PolicyChange, _by: { actor: string; now: number }): Promise<FederationPolicy> {
    return pending();
  }

  /** Replaces the whole policy. */
  save(_policy: FederationPolicy, _by: { actor: string; now: number }): Promise<void> {
    return pending();
  }
}
