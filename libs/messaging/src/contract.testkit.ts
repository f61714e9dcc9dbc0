/** What the contract suite needs of a transport, and short ways to use messaging in tests. */
import type { Carrier } from './internal/carrier.js';
import type { HandlerStrategy } from './internal/strategy.js';
import type { MessageContext } from './context.js';
import { createMessaging, type Messaging } from './messaging.js';
import type { MessagingOptions } from './options.js';
import { specOf, type Incoming, type Pattern } from './topology.js';
import { eventually } from './wait.testkit.js';

/** A transport under test. */
export interface Harness {
  readonly name: string;
  /** URL for one test: what earlier tests left must not be seen through it. */
  freshUrl(): Promise<string>;
  close(): Promise<void>;
}

/** Settings that make tests fast. */
export const FAST: Omit<MessagingOptions, 'url' | 'service'> = {
  maxAttempts: 3,
  retryBaseMs: 5,
  retryCapMs: 20,
  publishTimeoutMs: 5_000,
  handlerTimeoutMs: 10_000,
  drainTimeoutMs: 10_000,
};

export type Handlers = { readonly [P in Pattern]?: (message: Incoming<P>, context: MessageContext) => unknown };

/** Registers handlers as Nest would, and waits until they listen. */
export async function serve(messaging: Messaging, handlers: Handlers, { wait = true } = {}): Promise<HandlerStrategy> {
  const strategy = messaging.newStrategy() as HandlerStrategy;
  for (const [pattern, handler] of Object.entries(handlers)) {
    const isEvent = specOf(pattern as Pattern).kind !== 'rpc';
    strategy.addHandler(
      pattern,
      async (message, context) => (handler as (...args: unknown[]) => unknown)(message, context),
      isEvent,
    );
  }
  await new Promise<void>((resolve, reject) =>
    strategy.listen((error) => (error ? reject(error as Error) : resolve())),
  );
  if (wait) await eventually('handlers to listen', () => strategy.active && messaging.stats().connected);
  return strategy;
}

/** Makes messagings and closes what a test leaves open. */
export class Messagings {
  private readonly open = new Set<Messaging>();

  make(url: string, options: Partial<MessagingOptions> = {}): Messaging {
    const messaging = createMessaging({ ...FAST, service: 'test', ...options, url });
    this.open.add(messaging);
    return messaging;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.open].map((messaging) => messaging.close()));
    this.open.clear();
  }
}

/** The carrier below a messaging: the way to bytes that no client of ours would send. */
export function carrierOf(messaging: Messaging): Carrier {
  return (messaging.strategy as HandlerStrategy).unwrap<Carrier>();
}
