/**
 * A world: organizations that federate with each other over real HTTPS, made of real processes. The scenario and the system tests
 * are told against these interfaces, so that they say the same of both forms.
 */
import type { WorldCa } from './ca.js';
import type { DnsServer } from './dns.js';
import type { Login } from './logins.js';

/** The services of one organization that carry its messages; the sixth, `admin`, only where it is asked for. */
export const SERVICES = ['api', 'federation', 'delivery', 'discovery', 'attachments'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface WorldOptions {
  /** Default: `org1.test` and `org2.test`. */
  domains?: string[];
  /** Where everything is kept; it survives `close`. Default: a temporary folder that does not. */
  folder?: string;
  /** How the organizations find each other: the operator's table of peers (default), or a real DNS server with SRV records. */
  discovery?: 'peers' | 'dns';
  /** More variables for all processes of an organization; they win over those of the world. */
  env?: Record<string, string> | ((domain: string) => Record<string, string>);
  /** Another checkout whose build runs, instead of this one's. */
  checkout?: string;
  /** Starts the administration service in the cluster too; the standalone always has it. */
  admin?: boolean;
  /** Told what is being done, for people who wait. */
  onProgress?: (what: string) => void;
}

export interface Organization {
  readonly domain: string;
  /** `https://127.0.0.1:port`, the client API. */
  readonly apiUrl: string;
  /** `https://<domain>:port`; `World.fetch` knows where that is. */
  readonly federationUrl: string;
  /** Each replica of the client API by itself, past the balancer. */
  apiUrls(): string[];
  /** Of the administration API; in the cluster it is there only with `WorldOptions.admin`. */
  readonly adminUrl: string;
  /** For the books of a test, while the organization runs. */
  databaseUrl(): string;
  /** Creates a user, unless this world knows it already; the same address always has the same password. */
  addUser(localPart: string): Promise<Login>;
  /** Runs the operator's tool on this organization and returns what it prints. */
  iimpctl(...args: string[]): Promise<string>;
  /** Starts every process that does not run, and waits until all are ready. */
  start(): Promise<void>;
  /** Stops every process gracefully; data and addresses stay. */
  stop(): Promise<void>;
  /** kill -9 of a service: all its replicas, or one (from 0). In the standalone that is the whole process. */
  kill(service: ServiceName, replica?: number): Promise<void>;
  /** SIGTERM, waits for the end, and starts it again: one replica of a service (in the standalone the whole process). Throws unless it ends with 0. */
  restart(service: ServiceName, replica: number): Promise<void>;
  /** What starts from now on, and `iimpctl`, is the build of another checkout; what runs goes on. */
  use(checkout: string): void;
  /** SIGSTOP: it hangs with its connections open. */
  pause(service: ServiceName, replica?: number): Promise<void>;
  resume(service: ServiceName, replica?: number): Promise<void>;
  /** Process ids by name, for measurements. */
  pids(): Promise<Record<string, number>>;
  /** Health listeners by the name of the process, as `pids` has them; the standalone has one where `env` names its address. */
  healthUrls(): Record<string, string>;
  /** Files with what the processes said. */
  logFiles(): string[];
}

export interface World {
  readonly form: 'standalone' | 'cluster';
  readonly folder: string;
  readonly ca: WorldCa;
  /** In the order of the options. */
  readonly organizations: readonly Organization[];
  org(domain: string): Organization;
  /** A fetch that trusts the world's authority and knows where its domains are. */
  readonly fetch: typeof fetch;
  /** Only where discovery goes by DNS. */
  readonly dns?: DnsServer;
  /** Only in the cluster: stops the brokers that the organizations use (only possible where they are the world's own). */
  readonly broker?: { stop(): Promise<void>; kill(): Promise<void>; start(): Promise<void> };
  /** Only in the cluster, and only where it is the world's own; `crash` is a stop without a checkpoint, as by a power cut. */
  readonly postgres?: { stop(): Promise<void>; crash(): Promise<void>; start(): Promise<void> };
  /** Stops everything and gives everything back. Throws when a process did not stop as it should. */
  close(): Promise<void>;
}
