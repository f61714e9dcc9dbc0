import { audit } from './audit.js';
import type { Database, Queryable } from './database.js';
import { textArray } from './internal/pg-array.js';

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
  /** What was read last. */
  private known: Known | undefined;

  constructor(private readonly db: Database) {}

  /** Reads the lists only when they changed since the last time: the same policy is the same object. */
  async load(): Promise<FederationPolicy> {
    const [row] = await this.db.query<{ version: string }>(
      'policy-version',
      `select ${VERSION} as version from policy`,
    );
    if (!this.known || this.known.version !== row?.version) this.known = await readPolicy(this.db);
    return this.known.policy;
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
      await tx.query('policy-create', CREATE, ['open']);
      // First, so that changes come one after the other. Also where the mode stays: it is a new version of the row.
      await tx.query('policy-set-mode', 'update policy set mode = coalesce($1, mode)', [change.mode ?? null]);
      await Promise.all([
        ...changeList(tx, 'blocked', change.block, change.unblock),
        ...changeList(tx, 'allowed', change.allow, change.disallow),
      ]);
      const { policy } = await readPolicy(tx);
      await audit(tx, {
        at: by.now,
        actor: by.actor,
        action: 'policy.change',
        subject: policy.mode,
        detail: { ...change },
      });
      return policy;
    });
  }
}

const CREATE = 'insert into policy (mode) values ($1) on conflict do nothing returning 1';

/** The transaction that changed the policy last. A version before this one wrote the row with each change, too. */
const VERSION = 'xmin::text';

interface Known {
  /** `undefined`: the policy was never set. */
  version: string | undefined;
  policy: FederationPolicy;
}

async function readPolicy(db: Queryable): Promise<Known> {
  const rows = await db.query<{ list: 'version' | 'mode' | 'blocked' | 'allowed'; value: string }>(
    'policy-read',
    `select 'version' as list, ${VERSION} as value from policy union all select 'mode', mode from policy
     union all select list, domain from policy_domains`,
  );
  const of = (list: string): string[] => rows.filter((row) => row.list === list).map(({ value }) => value);
  const [mode = 'open'] = of('mode') as PolicyMode[];
  const policy = { mode, blocked: new Set(of('blocked')), allowed: new Set(of('allowed')) };
  return { version: of('version')[0], policy };
}

/** $1 list, $2 domains. */
const ADD = 'insert into policy_domains (list, domain) select $1, unnest($2::text[]) on conflict do nothing';
const REMOVE = 'delete from policy_domains p using unnest($2::text[]) d where p.list = $1 and p.domain = d';

/** Adds domains to a list, then removes some. */
function changeList(
  tx: Queryable,
  list: 'blocked' | 'allowed',
  add: readonly string[] = [],
  remove: readonly string[] = [],
): Promise<unknown>[] {
  return [
    ...(add.length > 0 ? [tx.query('policy-add-domains', ADD, [list, textArray(add)])] : []),
    ...(remove.length > 0 ? [tx.query('policy-remove-domains', REMOVE, [list, textArray(remove)])] : []),
  ];
}
