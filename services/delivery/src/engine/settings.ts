import { RETRY_BASE_MS, RETRY_CAP_MS } from '@iimp/protocol/limits';

/** What an operator may turn, with the values that stand when nobody does. All times are milliseconds. */
export interface EngineSettings {
  /** First back-off and its cap (profile §6.3). */
  retryBaseMs: number;
  retryCapMs: number;
  /** How often due destinations are looked for without being woken; each round is jittered by a quarter. */
  sweepMs: number;
  /** Destinations taken from one sweep. */
  sweepLimit: number;
  /** How long a lease lives without being renewed; renewed every third of it. */
  leaseMs: number;
  /** How long a destination is kept after its last message: whoever gets one often gets the next one soon. */
  lingerMs: number;
  /** Destinations kept so at once. */
  maxResting: number;
  /** The longest stay that goes on so: leases go round. */
  stayMs: number;
  /** The longest wait for an answer to one post. */
  postTimeoutMs: number;
  /** A post that runs longer than this counts as slow from then on. */
  slowAfterMs: number;
  /** The same for a destination that never answered this process: it may never do. */
  strangerAfterMs: number;
  /** Sessions at once: with destinations that answer quickly, with slow ones, and with ones that are down. */
  fastSlots: number;
  slowSlots: number;
  probeSlots: number;
  /** Posts that turned out to be slow while they ran, beyond slowSlots, before strangers have to queue among the slow. */
  overflowSlots: number;
  /** Sessions at once with one destination, while it is hot. */
  sessionsPerDestination: number;
  /** Messages a second to one destination, and how many may come at once after a silence. Unbounded where not given. */
  rate?: { perSecond: number; burst: number } | undefined;
  /** Posts of one session before it lets others of its kind go first, if others wait. */
  quantum: number;
  /** Messages and bytes of one post, before the peer's own limits. */
  maxBatch: number;
  maxBatchBytes: number;
  /** Posts in flight at once to a peer that takes one message a request; of different conversations. */
  singleLanes: number;
}

export const DEFAULT_SETTINGS: Readonly<EngineSettings> = {
  retryBaseMs: RETRY_BASE_MS,
  retryCapMs: RETRY_CAP_MS,
  sweepMs: 1_000,
  sweepLimit: 1_000,
  leaseMs: 10_000,
  lingerMs: 1_000,
  maxResting: 1_000,
  stayMs: 30_000,
  postTimeoutMs: 30_000,
  slowAfterMs: 500,
  strangerAfterMs: 100,
  fastSlots: 64,
  slowSlots: 48,
  probeSlots: 32,
  overflowSlots: 512,
  sessionsPerDestination: 4,
  quantum: 8,
  maxBatch: 100,
  maxBatchBytes: 1024 * 1024,
  singleLanes: 8,
};
