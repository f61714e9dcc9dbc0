/** What a sender reads in the end. */
export interface MemoryNotice {
  messageId: string;
  domain: string;
  recipients: readonly string[];
  code: string;
}

export interface MemoryDelivery {
  state: 'queued' | 'delivered' | 'failed';
  attempts: number;
  code?: string;
  receipt?: unknown;
}

interface Named {
  domain: string;
  messageId: string;
}

/** What became of each message, for each domain. */
export class MemoryLedger {
  readonly notices: MemoryNotice[] = [];
  readonly deliveries = new Map<string, MemoryDelivery>();

  open(message: Named): void {
    this.deliveries.set(key(message), { state: 'queued', attempts: 0 });
  }

  update(message: Named, change: Partial<MemoryDelivery>): void {
    const delivery = this.deliveries.get(key(message));
    if (delivery === undefined) throw new Error(`no delivery ${key(message)}`);
    Object.assign(delivery, change);
  }

  notice({ domain, messageId }: Named, recipients: readonly string[], code: string): void {
    this.notices.push({ domain, messageId, recipients, code });
  }
}

/** Of a delivery. */
export function key(message: Named): string {
  return `${message.domain} ${message.messageId}`;
}
