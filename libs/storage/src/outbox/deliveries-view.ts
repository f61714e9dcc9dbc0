import type { DeliveryStatus, EncryptedKey } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { uuidArray } from '../internal/pg-array.js';
import { isUuid } from '../internal/uuid.js';
import { keysJson, messageJson } from '../internal/wire-json.js';

/** Proof of delivery (profile §6.1) with what it proves. */
export interface DeliveryReceipt {
  domain: string;
  deliveredAt: number;
  /** As the delivery engine gave it. */
  receipt: unknown;
  /** The delivered messages that the receipt covers, as they travelled; the request may have held others that were not taken. */
  messages: TravelledMessage[];
}

/** A message as it travelled to a domain (JSON text). */
export interface TravelledMessage {
  messageId: string;
  json: string;
}

/** What became of sent messages. */
export class DeliveriesView {
  constructor(private readonly db: Database) {}

  /** One entry for each remote domain, by domain; `undefined` when the user did not send such a message. */
  async deliveries(messageId: string, sender: string): Promise<DeliveryStatus[] | undefined> {
    if (!isUuid(messageId)) return undefined;
    const rows = await this.db.query<DeliveryRow>('deliveries-read', DELIVERIES, [messageId, sender]);
    if (rows.length === 0) return undefined;
    return rows.filter(({ domain }) => domain !== null).map(statusOf);
  }

  /** Receipts of a message: of every domain, or of one. */
  async receipts(messageId: string, domain?: string): Promise<DeliveryReceipt[]> {
    if (!isUuid(messageId)) return [];
    const rows = await this.db.query<ReceiptRow>('deliveries-receipts', RECEIPTS, [messageId, domain ?? null]);
    return Promise.all(
      rows.map(async ({ domain, deliveredAt, receipt, ids }) => ({
        domain,
        deliveredAt,
        receipt,
        messages: await this.travelled(ids, domain),
      })),
    );
  }

  /** Messages as they travelled to a domain, in the order of the ids: what the body of a request was made of. */
  async travelled(ids: readonly string[], domain: string): Promise<TravelledMessage[]> {
    const rows = await this.db.query<{ id: string; envelope: string; keys: string }>('deliveries-messages', MESSAGES, [
      uuidArray(ids),
    ]);
    return rows.map(({ id, envelope, keys }) => ({
      messageId: id,
      json: messageJson(envelope, keysJson(JSON.parse(keys) as EncryptedKey[], domain)),
    }));
  }
}

interface DeliveryRow {
  /** null: the message has no remote domains. */
  domain: string | null;
  recipients: string;
  state: DeliveryStatus['state'];
  attempts: number;
  code: string | null;
  detail: string | null;
  delivered_at: number | null;
}

interface ReceiptRow {
  domain: string;
  deliveredAt: number;
  receipt: unknown;
  ids: string[];
}

/** $1 message, $2 sender. What waits knows its own last error, or shares that of the destination. */
export const DELIVERIES = `
  select d.domain, d.recipients, d.state, coalesce(o.attempts, d.attempts) as attempts,
         coalesce(o.last_code, d.last_code, case when d.state = 'queued' and t.failures > 0 then t.last_code end) as code,
         coalesce(o.last_detail, d.last_detail, case when d.state = 'queued' and t.failures > 0 then t.last_detail end) as detail,
         d.delivered_at
    from messages m
    left join deliveries d on d.message_id = m.message_id
    left join outbox o on o.id = d.outbox_id
    left join destinations t on t.domain = d.domain
   where m.message_id = $1 and m.sender = $2
   order by d.domain`;

/** $1 message, $2 domain or null. */
const RECEIPTS = `
  select d.domain, d.delivered_at as "deliveredAt", r.receipt, r.message_ids::text[] as ids
    from deliveries d join receipts r on r.receipt_id = d.receipt_id
   where d.message_id = $1 and ($2::text is null or d.domain = $2)
   order by d.domain`;

const MESSAGES = `
  select m.message_id::text as id, m.envelope, m.encrypted_keys as keys
    from unnest($1::uuid[]) with ordinality as i(id, place) join messages m on m.message_id = i.id
   order by i.place`;

function statusOf(row: DeliveryRow): DeliveryStatus {
  return {
    domain: row.domain ?? '',
    recipients: row.recipients.split(','),
    state: row.state,
    attempts: row.attempts,
    last_error: row.code === null ? null : { code: row.code, detail: row.detail ?? '' },
    delivered_at: row.delivered_at,
  };
}
