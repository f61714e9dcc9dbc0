/**
 * The port between what is the same everywhere (encoding, tracing, handlers, merging of wake-ups) and what carries bytes:
 * RabbitMQ (amqp/) or this process (memory/). The contract suite (src/contract.testkit.ts) says what a carrier must do.
 */
import type { QuarantineAdmin } from '../quarantine.js';
import type { Pattern } from '../topology.js';

/** Bytes on their way. */
export interface Envelope {
  readonly pattern: Pattern;
  readonly messageId: string;
  readonly body: Uint8Array;
  /** Trace context. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Bytes that arrived. */
export interface Delivery extends Envelope {
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** Of a request: how long the asker waits in all, milliseconds. */
  readonly timeoutMs?: number;
}

/** What came of handling a delivery. */
export type Outcome =
  | { readonly status: 'done'; readonly reply?: Uint8Array }
  | { readonly status: 'failed' | 'invalid'; readonly error: string };

/** Handles a delivery. Never rejects. */
export type Receiver = (delivery: Delivery) => Promise<Outcome>;

export interface Subscription {
  /** Are deliveries coming in now? */
  readonly active: boolean;
  /** Takes no more, waits for what runs (bounded), gives the rest back. */
  close(): Promise<void>;
}

export interface Carrier {
  /** Can something be published now? */
  readonly connected: boolean;
  /** Is there nobody else who could hear what is published? */
  readonly isAlone: boolean;
  readonly quarantine: QuarantineAdmin;
  /** Calls back each time that `connected` becomes true. */
  onConnected(listener: () => void): void;
  /** As MessagingClient.emit. */
  publish(envelope: Envelope): Promise<void>;
  /** Resolves to the body of the answer. */
  request(envelope: Envelope, timeoutMs: number): Promise<Uint8Array>;
  /** Begins to deliver, at once or whenever the broker is there. `onListening` is called each time that fan-outs begin to arrive. */
  subscribe(patterns: readonly Pattern[], receiver: Receiver, onListening: () => void): Subscription;
  close(): Promise<void>;
}
