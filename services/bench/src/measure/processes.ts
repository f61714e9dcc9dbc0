/** Which processes serve, by kind. */
import { allProcesses, commandLine, descendants, listenerOf, type ProcessStat } from './proc.js';

/** Process ids by kind: `api`, `federation`, …, `postgres`, `broker`, `driver`. */
export type Kinds = ReadonlyMap<string, readonly number[]>;

/** Kinds that are not servers: the load itself. `bench` is this program, whose balancers stand before the replicas. */
export const NOT_SERVERS: ReadonlySet<string> = new Set(['driver', 'bench']);

/** Nor are these services of an organization, but what services use. */
export const NOT_OURS: ReadonlySet<string> = new Set([...NOT_SERVERS, 'postgres', 'broker', 's3']);

/**
 * The processes of the Postgres server of a database that work for it: the backends of that database, and the server's own
 * (WAL writer, checkpointer, background writer), whoever they write for.
 */
export function postgresProcesses(databaseUrl: string, all: readonly ProcessStat[] = allProcesses()): number[] {
  const { port, pathname } = new URL(databaseUrl);
  const postmaster = postmasterOf(Number(port || 5432));
  if (postmaster === undefined) return [];
  return descendants(postmaster, all)
    .filter(({ pid }) => worksFor(commandLine(pid), decodeURIComponent(pathname.slice(1))))
    .map(({ pid }) => pid)
    .concat(postmaster);
}

/** By the title that Postgres gives its processes: `postgres: [cluster: ]user database host(port) state`, or `postgres: walwriter`. */
export function worksFor(title: string, database: string): boolean {
  const isBackend = /\s(\S+\(\d+\)|\[local\])(\s|$)/.test(title);
  return !isBackend || title.split(/\s+/).includes(database);
}

/** Processes of a server of several processes (RabbitMQ, S3, ejabberd), by the port of its URL. */
export function processesAt(url: string, defaultPort: number): number[] {
  const root = listenerOf(Number(new URL(url).port || defaultPort));
  return root === undefined ? [] : [root];
}

const postmasters = new Map<number, number>();

/** Looking through all open files takes some milliseconds: once a server is enough. */
function postmasterOf(port: number): number | undefined {
  const known = postmasters.get(port);
  if (known !== undefined && commandLine(known) !== '') return known;
  const found = listenerOf(port);
  if (found !== undefined) postmasters.set(port, found);
  return found;
}
