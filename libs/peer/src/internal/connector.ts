/** The one place where connections to other domains are opened: guarded, with the URL's name in SNI and certificate, to the target given. */
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { SecureContext } from 'node:tls';
import type { SrvResolver } from '../dns.js';
import type { ConnectTarget } from '../endpoint.js';
import type { AddressGuard } from '../guard.js';
import { PeerError } from '../peer-error.js';

/** Connection to a target failed, before anything was sent: another target may be tried. */
export class ConnectFailure extends Error {
  constructor(
    readonly target: ConnectTarget,
    cause: Error,
  ) {
    super(`${target.host} port ${target.port}: ${describe(cause)}`, { cause });
  }
}

export interface ConnectorOptions {
  readonly resolver: Pick<SrvResolver, 'addresses'>;
  readonly guard: AddressGuard;
  readonly secureContext: SecureContext;
  readonly timeoutMs: number;
  /** Targets, as `targetKey` names them, that the operator gave and the guard does not judge. */
  readonly trusted: ReadonlySet<string>;
}

export function targetKey({ host, port }: ConnectTarget): string {
  return `${host} ${port}`;
}

type Guard = Pick<AddressGuard, 'filter'>;
const TRUST: Guard = { filter: (_host, addresses) => [...addresses] };

/** Connects to `target` whatever the URL's host and port are; every failure is a ConnectFailure. */
export function connectorTo(target: ConnectTarget, options: ConnectorOptions): buildConnector.connector {
  const { resolver, secureContext, timeoutMs } = options;
  const guard: Guard = options.trusted.has(targetKey(target)) ? TRUST : options.guard;
  const connect = buildConnector({ timeout: timeoutMs, secureContext, lookup: guardedLookup(resolver, guard) });
  return (request, callback) => {
    const fail = (error: Error) => callback(new ConnectFailure(target, error), null);
    // A literal address has no look-up that could refuse it.
    if (isIP(target.host)) {
      try {
        guard.filter(target.host, [{ address: target.host, family: isIP(target.host) }]);
      } catch (error) {
        queueMicrotask(() => fail(error as Error));
        return;
      }
    }
    connect({ ...request, hostname: target.host, port: String(target.port) }, (error, socket) =>
      error ? fail(error) : callback(null, socket!),
    );
  };
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** A look-up for sockets that gives only addresses which the guard allows: what it gives is what is connected to. */
export function guardedLookup(resolver: Pick<SrvResolver, 'addresses'>, guard: Guard) {
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    resolver
      .addresses(host)
      .then((addresses) => guard.filter(host, addresses))
      .then(
        (addresses) =>
          options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family),
        (error: Error) => callback(error, ''),
      );
  };
}

interface SocketError extends Error {
  code?: string;
  errors?: SocketError[];
}

/** Codes alone: Node's words tell addresses and the names in certificates, which are the cause's, and not for whoever had it asked. */
function describe(error: SocketError): string {
  if (error instanceof PeerError) return error.detail;
  // Several addresses were tried: each failed in its own way.
  const failures = error.errors?.length ? error.errors : [error];
  return [...new Set(failures.map(({ code }) => code ?? 'failed'))].join(', ');
}
