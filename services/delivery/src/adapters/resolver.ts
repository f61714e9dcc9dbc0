import type { MessagingClient } from '@iimp/messaging/client';
import type { Reply } from '@iimp/messaging/topology';
import type { PeerEndpoint } from '@iimp/peer/endpoint';
import { usableUntil } from '@iimp/platform/stale-answers';
import { isTemporary } from '@iimp/protocol/codes';
import { MAX_BATCH, MAX_FEDERATION_BODY_BYTES } from '@iimp/protocol/limits';
import type { CompleteDiscoveryDocument } from '@iimp/protocol/validate';
import type { Resolution, ResolverPort } from '../engine/ports.js';

/** A destination as discovery knows it. */
export interface PeerTarget {
  readonly endpoint: PeerEndpoint;
  readonly document: CompleteDiscoveryDocument;
  /** It signs receipts. */
  readonly receipts: boolean;
}

export interface ResolverDeps {
  client: Pick<MessagingClient, 'request'>;
  now: () => number;
}

/** How long an answer is used without asking again: discovery answers quickly, and spreads load over SRV targets. */
const KEEP_MS = 30_000;
/** How long it is used at most while there is no new one, and never longer than profile §2 lets a document serve. */
const KEEP_STALE_MS = 24 * 3_600_000;
/** A look-up may take long. */
const TIMEOUT_MS = 20_000;

interface Kept {
  resolution: Extract<Resolution, { kind: 'target' }>;
  at: number;
  until: number;
}

const MAX_KEPT = 10_000;

/**
 * Asks discovery where a destination is. A good answer is kept; once it is not new any more it serves on while a new one is asked for, so
 * nobody waits for discovery about a destination that is known, and with the broker away deliveries to those go on. So they do when
 * discovery says that it cannot find out now; that a domain does not federate is an answer, and what was known is forgotten.
 */
export class DiscoveryResolver implements ResolverPort {
  readonly #kept = new Map<string, Kept>();
  readonly #asking = new Map<string, Promise<Resolution>>();
  /** Discovery did not answer: until then nobody waits for it who has something to go by. */
  #silentUntil = -Infinity;

  constructor(private readonly deps: ResolverDeps) {}

  async resolve(domain: string, refresh: boolean): Promise<Resolution> {
    const usable = this.#usable(domain);
    if (usable !== undefined && !refresh && this.deps.now() - usable.at < KEEP_MS) return usable.resolution;
    const asking = this.#asking.get(domain) ?? this.#ask(domain, refresh).finally(() => this.#asking.delete(domain));
    this.#asking.set(domain, asking);
    if (usable === undefined || (refresh && this.deps.now() >= this.#silentUntil)) return asking;
    asking.catch(() => undefined);
    return usable.resolution;
  }

  #usable(domain: string): Kept | undefined {
    const kept = this.#kept.get(domain);
    return kept && this.deps.now() < kept.until ? kept : undefined;
  }

  async #ask(domain: string, refresh: boolean): Promise<Resolution> {
    const { client, now } = this.deps;
    let reply: Reply<'discovery.resolve'>;
    try {
      reply = await client.request('discovery.resolve', { domain, refresh }, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      this.#silentUntil = now() + KEEP_MS;
      const detail = `discovery does not answer: ${(error as Error).message}`;
      return this.#usable(domain)?.resolution ?? { kind: 'trouble', detail };
    }
    this.#silentUntil = -Infinity;
    const resolution = resolutionOf(reply);
    if (resolution.kind === 'unavailable' || resolution.kind === 'crowded')
      return this.#usable(domain)?.resolution ?? resolution;
    this.#kept.delete(domain);
    if (reply.result.case === 'resolved' && resolution.kind === 'target') {
      const until = Math.min(now() + KEEP_STALE_MS, usableUntil(reply.result.value));
      this.#kept.set(domain, { resolution, at: now(), until });
      if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '');
    }
    return resolution;
  }
}

function resolutionOf({ result }: Reply<'discovery.resolve'>): Resolution {
  if (result.case === 'problem') {
    const { code, detail, retryAfterSeconds = 0 } = result.value;
    if (!isTemporary(code)) return { kind: 'refused', code, detail };
    // Discovery's own: what a domain answers it with is `unavailable`.
    if (code === 'rate_limited') return { kind: 'crowded', code, detail };
    // The time to wait is that of discovery's cache, not a wish of the peer.
    return { kind: 'unavailable', code, detail, unfoundMs: retryAfterSeconds * 1_000 };
  }
  if (result.case !== 'resolved') return { kind: 'trouble', detail: 'discovery gave no answer' };
  const { baseUrl, connect, documentJson } = result.value;
  const document = JSON.parse(documentJson) as CompleteDiscoveryDocument;
  const { capabilities, limits } = document;
  const handle: PeerTarget = {
    endpoint: { baseUrl, connect },
    document,
    receipts: capabilities.includes('receipts'),
  };
  return {
    kind: 'target',
    target: {
      batch: capabilities.includes('batch') && limits.max_batch > 1,
      maxBatch: Math.min(limits.max_batch, MAX_BATCH),
      maxBodyBytes: Math.min(limits.max_body_bytes, MAX_FEDERATION_BODY_BYTES),
      handle,
    },
  };
}
