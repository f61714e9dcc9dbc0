import type { AdminPolicy, AdminPolicyChange } from '@iimp/proto/admin-types';
import { type FederationPolicy, PolicyStore } from '@iimp/storage/policy';
import type { PolicyAdministration } from '../administration.js';
import { by, domainOf, type LocalParts } from './parts.js';

const LISTS = ['block', 'unblock', 'allow', 'disallow'] as const;

/** Who may federate (spec §11). */
export class LocalPolicy implements PolicyAdministration {
  private readonly store: PolicyStore;

  constructor(private readonly parts: LocalParts) {
    this.store = new PolicyStore(parts.db);
  }

  async show(): Promise<AdminPolicy> {
    return shown(await this.store.load());
  }

  async change({ mode, ...lists }: AdminPolicyChange): Promise<AdminPolicy> {
    const given = LISTS.filter((list) => lists[list] !== undefined);
    const change = {
      ...(mode === undefined ? {} : { mode }),
      ...Object.fromEntries(given.map((list) => [list, lists[list]?.map(domainOf)])),
    };
    const policy = await this.store.change(change, by(this.parts));
    this.parts.client?.emitBestEffort('policy.changed', {});
    return shown(policy);
  }
}

function shown({ mode, blocked, allowed }: FederationPolicy): AdminPolicy {
  return { mode, blocked: [...blocked].sort(), allowed: [...allowed].sort() };
}
