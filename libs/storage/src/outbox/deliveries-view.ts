import type { DeliveryStatus } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';

/** Proof of delivery (profile §6.1) with what it proves. */
export interface DeliveryReceipt {
  domain: string;
  deliveredAt: number;
  /** As the delivery engine gave it. */
  receipt: unknown;
  /** The messages that the receipt covers, in the order of the request, as they travelled (JSON text). */
  messages: { messageId: string; json: string }[];
}

/** What became of sent messages. */
export class DeliveriesView {
  constructor(private readonly db: Database) {}

  /** One entry for each remote domain, by domain; `undefined` when the user did not send such a message. */
  deliveries(_messageId: string, _sender: string): Promise<DeliveryStatus[] | undefined> {
    return pending();
  }

  /** Receipts of a message: of every domain, or of one. */
  receipts(_messageId: string, _domain?: string): Promise<DeliveryReceipt[]> {
    return pending();
  }
}
