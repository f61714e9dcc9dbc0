/** Public keys of users of other domains, as those publish them, with their cache (spec §4, profile §3). */
import type { UserKeysDocument } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { DOCUMENT_PATH, wellKnownEndpoint } from '@iimp/peer/discover';
import type { PeerClient } from '@iimp/peer/peer-client';
import { PeerError } from '@iimp/peer/peer-error';
import { parseRetryAfter } from '@iimp/peer/retry-after';
import { freshSeconds, getWellKnown, parseJsonBody } from '@iimp/peer/well-known';
import { checkKeyDocument } from '@iimp/platform/key-document';
import type { DomainDirectory } from './domain-directory.js';
import type { LookupCache, Origin } from './lookup-cache.js';

/** A document as it is kept. */
export interface KeptKeys {
  document: UserKeysDocument;
  /** To ask whether it has changed. */
  etag?: string;
}

export class UserKeyDirectory {
  constructor(
    private readonly domains: DomainDirectory,
    private readonly cache: Pick<LookupCache<KeptKeys>, 'get'>,
  ) {}

  /** Rejects with ProblemError: `unknown_user`, what DomainDirectory says of the domain, or temporary. */
  async find(address: string): Promise<UserKeysDocument> {
    const { domain, address: normal } = parseAddress(address);
    // A blocked or dead domain is told as such, and before anything is kept of its users.
    await this.domains.find(domain);
    return (await this.cache.get(normal)).value.document;
  }
}

export interface AskDeps {
  readonly domains: DomainDirectory;
  readonly client: PeerClient;
  readonly random: () => number;
  readonly now: () => number;
  readonly timeoutMs: number;
}

/** Asks the user's own domain. With `known`, the answer may be that nothing has changed. */
export async function askUserKeys(
  address: string,
  known: KeptKeys | undefined,
  deps: AskDeps,
): Promise<Origin<KeptKeys>> {
  const { local, domain } = parseAddress(address);
  const { value: found } = await deps.domains.find(domain);
  const response = await getWellKnown(deps.client, {
    domain,
    endpoint: wellKnownEndpoint(found, deps.random),
    path: `${DOCUMENT_PATH}/keys/${local}`,
    etag: known?.etag,
    signal: AbortSignal.timeout(deps.timeoutMs),
  });
  const fresh = { freshSeconds: freshSeconds(response.headers) };
  if (response.status === 304 && known) return { value: known, ...fresh };
  if (response.status === 404 || response.status === 410)
    throw new ProblemError('unknown_user', `${domain} knows no keys of ${address}`);
  if (response.status !== 200)
    throw new PeerError('status', `${domain} answered ${response.status} for the keys of ${address}`, {
      retryAfterSeconds: parseRetryAfter(response.headers['retry-after'], deps.now()),
    });
  const document = readDocument(parseJsonBody(response.body, domain), address, domain);
  const etag = response.headers['etag'];
  return { value: { document, ...(etag === undefined ? {} : { etag }) }, ...fresh };
}

function readDocument(value: unknown, address: string, domain: string): UserKeysDocument {
  try {
    return checkKeyDocument(value, address);
  } catch (cause) {
    const why = cause instanceof ProblemError ? cause.detail : 'it makes no sense';
    throw new PeerError('bad-response', `${domain} gave a key document of ${address} that is not valid: ${why}`, {
      cause,
    });
  }
}
