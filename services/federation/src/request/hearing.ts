import type { MessagingClient } from '@iimp/messaging/client';

const EVERY_MS = 5_000;
const MAX_DOMAINS = 10_000;

/**
 * Tells delivery that a domain was heard from: it earns one probe, if it is thought to be down (profile §6.3). Told at most every
 * few seconds for each domain, and no harm if it is lost.
 */
export class Hearing {
  private readonly toldAt = new Map<string, number>();

  constructor(
    private readonly client: Pick<MessagingClient, 'emitBestEffort'>,
    private readonly now: () => number,
  ) {}

  heard(domain: string): void {
    const now = this.now();
    if (now - (this.toldAt.get(domain) ?? -Infinity) < EVERY_MS) return;
    this.toldAt.delete(domain);
    this.toldAt.set(domain, now);
    if (this.toldAt.size > MAX_DOMAINS) this.toldAt.delete(this.toldAt.keys().next().value!);
    this.client.emitBestEffort('delivery.heard', { domain });
  }
}
