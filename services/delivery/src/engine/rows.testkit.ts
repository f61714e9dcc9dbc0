import type { OutboxRow, Target } from './ports.js';

let ids = 0;

/** An outbox row for bob@org2.test. */
export function makeRow(given: Partial<OutboxRow> = {}): OutboxRow {
  const id = String(++ids);
  return {
    id,
    messageId: `m${id}`,
    conversationId: 'c1',
    shard: 0,
    origin: 'org1.test',
    sender: 'alice@org1.test',
    recipients: ['bob@org2.test'],
    json: '{}',
    bytes: 100,
    attempts: 0,
    createdAt: 0,
    expiresAt: Number.MAX_SAFE_INTEGER,
    ...given,
  };
}

export function makeTarget(given: Partial<Target> = {}): Target {
  return { batch: true, maxBatch: 100, maxBodyBytes: 1e6, handle: undefined, ...given };
}
