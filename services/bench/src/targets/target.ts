import type { Account } from '../driver/plan.js';
import type { Ledger } from '../measure/books.js';
import type { Kinds } from '../measure/processes.js';

export const SHAPES = ['standalone', 'cluster', 'cluster-2', 'floor'] as const;
export type Shape = (typeof SHAPES)[number];

/** Something that federates, to be put under load. */
export interface Target {
  readonly shape: Shape;
  readonly domains: readonly string[];
  /** Users `<prefix>0`, `<prefix>1`, …, signed in; made at the first call. */
  accounts(domain: string, prefix: string, count: number): Promise<Account[]>;
  /** Addresses of its client API, past the balancer: one for each replica. */
  apiUrls(domain: string): string[];
  databaseUrl(domain: string): string;
  /** Listeners of health and metrics, `http://host:port`, of all processes that have one. */
  healthUrls(): string[];
  /** A certificate of the authority that its domains trust. */
  issue(name: string, hosts: string[]): Promise<{ certFile: string; keyFile: string }>;
  /** What its Postgres holds now, as far as it keeps books. */
  ledger(domain: string): Promise<Partial<Ledger>>;
  /** The server processes as they are now. Postgres changes its own all the time: a function of its own, called often. */
  servers(): Promise<() => Kinds>;
  /** Begins CPU profiles of the server processes, or ends them; where that was asked for. */
  toggleProfile?(): Promise<void>;
  /** Stops and starts all of a domain. */
  stop(domain: string): Promise<void>;
  start(domain: string): Promise<void>;
  /** Holds the processes that deliver, and lets them go on; only where they are processes of their own. */
  holdDelivery(domain: string): Promise<void>;
  releaseDelivery(domain: string): Promise<void>;
  /** Each of them gets that much of a core from now on. @returns what lifts the limit */
  limitDelivery(domain: string, cores: number): Promise<() => void>;
  close(): Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

/** What a load needs beside a shape. */
export interface Needs {
  /** Loads with the same key share one start, one after the other. */
  key: string;
  domains: readonly string[];
  /** Differs from the usual only in that other loads do not come before. */
  isFresh?: true;
  /** More variables of all processes of an organization. */
  env?: Variables;
  /** Those that are not the same in each organization. */
  envOf?: (domain: string) => Variables;
  /** Delivery processes of each organization, where they are processes of their own. */
  deliveries?: number;
  /** A server of Postgres for these organizations alone, also where they are a cluster. */
  ownPostgres?: true;
}
