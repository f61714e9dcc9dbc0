import type { Database } from '../database.js';
import type { FreshOutbox } from './fresh-outbox.js';
import type { FreshEntries } from '../read/fresh-entries.js';
import { erasedSince } from './erased-since.js';
import { judge, type Verdict } from './judge.js';
import { execute } from './execute.js';
import type { Prepared } from './incoming.js';
import type { KnownMembers } from './known-members.js';
import { WritePlan } from './plan.js';
import type { MailboxGrowth, Wake, WriteResult } from './types.js';
import { type BatchView, lockAndRead } from './view.js';

export interface WriteContext {
  known: KnownMembers;
  fresh: Pick<FreshEntries, 'add'>;
  freshOutbox: Pick<FreshOutbox, 'add'>;
  shards: number;
  now: number;
}

/**
 * Stores a batch in one transaction: locks and reads, decides message by message in order, and writes what is accepted. Two round
 * trips. A result for each message, in order, and whom to tell are given after the commit.
 */
export async function writeBatch(
  db: Database,
  batch: readonly Prepared[],
  { known, fresh, freshOutbox, shards, now }: WriteContext,
): Promise<{ results: WriteResult[]; wake: Wake }> {
  const { view, plan, results, grown } = await db.transaction('write-batch', async (tx) => {
    const view = await lockAndRead(tx, batch);
    const plan = new WritePlan(view, known, shards, now);
    const verdicts = batch.map((prepared) => {
      const verdict = judge(prepared, view);
      plan.add(prepared, verdict);
      return verdict;
    });
    const isErased = await erasedSince(tx, batch, verdicts);
    const results = verdicts.map((verdict, index) => resultOf(batch[index] as Prepared, verdict, isErased));
    if (plan.isEmpty) return { view, plan, results, grown: Promise.resolve(new Map<number, number>()) };
    const destinations = new Set(plan.outbox.map(({ domain }) => domain));
    const activate = [...destinations].filter((domain) => !view.activeDestinations.has(domain));
    const { grown } = await execute(tx, plan, activate, now);
    return { view, plan, results, grown };
  });
  for (const { conversationId, userId } of plan.members) known.add(conversationId, userId);
  const wake = wakeOf(plan, view, await grown);
  fresh.add(wake.mailboxes, (userId) => plan.addedTo(userId));
  freshOutbox.add(plan.outbox);
  return { results, wake };
}

function resultOf(
  { message }: Prepared,
  verdict: Verdict,
  isErased: (messageId: string, address: string) => boolean,
): WriteResult {
  if (verdict.kind === 'rejected') return { status: 'rejected', code: verdict.code, detail: verdict.detail };
  const { unknown } = verdict.audience;
  if (verdict.kind !== 'duplicate') return { status: 'stored', unknownRecipients: unknown };
  const unknownRecipients = unknown.filter((address) => !isErased(message.message_id, address));
  return { status: 'duplicate', unknownRecipients };
}

function wakeOf(plan: WritePlan, view: BatchView, grown: ReadonlyMap<number, number>): Wake {
  const mailboxes: MailboxGrowth[] = [];
  for (const [userId, id] of view.users) {
    const seq = grown.get(id);
    if (seq !== undefined) mailboxes.push({ userId, seq });
  }
  return {
    destinations: [...new Set(plan.outbox.map(({ domain }) => domain))],
    mailboxes,
    attachments: plan.wanted,
  };
}
