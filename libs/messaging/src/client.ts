/** How services speak: the same whether a broker or this process carries it. */
import type { EventPatternName, Outgoing, Reply, RpcPattern } from './topology.js';

export interface RequestOptions {
  /** How long the answer is waited for, milliseconds. */
  readonly timeoutMs: number;
}

/** Says things to other services. */
export interface MessagingClient {
  /**
   * Says something that must arrive. Resolves when the transport has taken responsibility for it (the broker's confirm), and for a
   * job only if a queue for it exists. Rejects with MessagingError otherwise, at the latest after the publish time-out.
   */
  emit<P extends EventPatternName>(pattern: P, message: Outgoing<P>): Promise<void>;
  /**
   * Says something that may be lost, because whoever should hear it also looks by itself from time to time. Never throws, never
   * waits: goes to a bounded buffer in which wake-ups of the same pattern are merged; what does not fit is dropped and counted.
   */
  emitBestEffort<P extends EventPatternName>(pattern: P, message: Outgoing<P>): void;
  /** Asks, and waits for the answer. Rejects with MessagingError (`timeout`, `unroutable`, `failed`, ...). */
  request<P extends RpcPattern>(pattern: P, message: Outgoing<P>, options: RequestOptions): Promise<Reply<P>>;
}
