import { audit } from './audit.js';
import type { Database, Queryable } from './database.js';

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
    return readPolicy(this.db);
  }

  /** Sets the mode where none was ever set (first start). */
  async initialize(mode: PolicyMode, now: number): Promise<void> {
    await this.db.transaction('policy-initialize', async (tx) => {
      const [created] = await tx.query('policy-create', CREATE, [mode]);
      if (created)
        await audit(tx, { at: now, actor: 'configuration', action: 'policy.initialize', subject: mode, detail: {} });
    });
  }

  /** Applies a change. @returns the policy after it */
  async change(change: PolicyChange, by: { actor: string; now: number }): Promise<FederationPolicy> {
    return this.db.transaction('policy-change', async (tx) => {
      const policy = await lockPolicy(tx);
      const blocked = changed(policy.blocked, change.block, change.unblock);
      const allowed = changed(policy.allowed, change.allow, change.disallow);
      const next: FederationPolicy = { mode: change.mode ?? policy.mode, blocked, allowed };
      await writePolicy(tx, next);
      await audit(tx, {
        at: by.now,
        actor: by.actor,
        action: 'policy.change',
        subject: next.mode,
        detail: { ...change },
      });
      return next;
    });
  }

  /** Replaces the whole policy. */
  async save(policy: FederationPolicy, by: { actor: string; now: number }): Promise<void> {
    await this.db.transaction('policy-save', async (tx) => {
      await lockPolicy(tx);
      await writePolicy(tx, policy);
      const detail = { blocked: [...policy.blocked], allowed: [...policy.allowed] };
      await audit(tx, { at: by.now, actor: by.actor, action: 'policy.save', subject: policy.mode, detail });
    });
  }
}

const CREATE = 'insert into policy (mode) values ($1) on conflict do nothing returning 1';

/** Takes the lock that changes are made under. */
async function lockPolicy(tx: Queryable): Promise<FederationPolicy> {
  await tx.query('policy-create', CREATE, ['open']);
  await tx.query('policy-lock', 'select 1 from policy for update');
  return readPolicy(tx);
}

async function readPolicy(db: Queryable): Promise<FederationPolicy> {
  const rows = await db.query<{ list: 'mode' | 'blocked' | 'allowed'; value: string }>(
    'policy-read',
    `select 'mode' as list, mode as value from policy union all select list, domain from policy_domains`,
  );
  const of = (list: string): string[] => rows.filter((row) => row.list === list).map(({ value }) => value);
  const [mode = 'open'] = of('mode') as PolicyMode[];
  return { mode, blocked: new Set(of('blocked')), allowed: new Set(of('allowed')) };
}

async function writePolicy(tx: Queryable, { mode, blocked, allowed }: FederationPolicy): Promise<void> {
  await tx.query('policy-set-mode', 'update policy set mode = $1', [mode]);
  await tx.query(
    'policy-remove-domains',
    `delete from policy_domains where not (list = 'blocked' and domain = any($1::text[]) or list = 'allowed' and domain = any($2::text[]))`,
    [[...blocked], [...allowed]],
  );
  await tx.query(
    'policy-add-domains',
    `insert into policy_domains (list, domain)
     select 'blocked', unnest($1::text[]) union all select 'allowed', unnest($2::text[]) on conflict do nothing`,
    [[...blocked], [...allowed]],
  );
}

function changed(
  domains: ReadonlySet<string>,
  add: readonly string[] = [],
  remove: readonly string[] = [],
): ReadonlySet<string> {
  const next = new Set([...domains, ...add]);
  for (const domain of remove) next.delete(domain);
  return next;
}
