import type { Database } from '../database.js';
import { judge, type Verdict } from './judge.js';
import { execute } from './execute.js';
import type { Prepared } from './incoming.js';
import type { KnownMembers } from './known-members.js';
import { WritePlan } from './plan.js';
import type { Wake, WriteResult } from './types.js';
import { type BatchView, lockAndRead } from './view.js';

export interface WriteContext {
  known: KnownMembers;
  shards: number;
  now: number;
}

/**
 * Stores a batch in one transaction: locks and reads, decides message by message in order, and writes what is accepted. Two round
 * trips. A result for each message, in order, is given after the commit.
 */
export async function writeBatch(
  db: Database,
  batch: readonly Prepared[],
  { known, shards, now }: WriteContext,
): Promise<WriteResult[]> {
  const { view, plan, verdicts, grown } = await db.transaction('write-batch', async (tx) => {
    const view = await lockAndRead(tx, batch);
    const plan = new WritePlan(view, known, shards, now);
    const verdicts = batch.map((prepared) => {
      const verdict = judge(prepared, view);
      plan.add(prepared, verdict);
      return verdict;
    });
    if (plan.isEmpty) return { view, plan, verdicts, grown: Promise.resolve(new Map<number, number>()) };
    const destinations = new Set(plan.outbox.map(({ domain }) => domain));
    const activate = [...destinations].filter((domain) => !view.activeDestinations.has(domain));
    const { grown } = await execute(tx, plan, activate, now);
    return { view, plan, verdicts, grown };
  });
  for (const { conversationId, userId } of plan.members) known.add(conversationId, userId);
  return resultsOf(batch, verdicts, view, await grown);
}

function resultsOf(
  batch: readonly Prepared[],
  verdicts: readonly Verdict[],
  view: BatchView,
  grown: ReadonlyMap<number, number>,
): WriteResult[] {
  return batch.map(({ message, entry }, index): WriteResult => {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new TypeError('a message without a verdict');
    if (verdict.kind === 'rejected') return { status: 'rejected', code: verdict.code, detail: verdict.detail };
    const wake: Wake = { destinations: [], mailboxes: [], attachments: [] };
    const { local, unknown, remote } = verdict.audience;
    if (verdict.kind === 'duplicate') return { status: 'duplicate', unknownRecipients: unknown, wake };
    wake.destinations.push(...remote.keys());
    for (const userId of local) {
      const seq = grown.get(view.users.get(userId) ?? 0);
      if (seq !== undefined) wake.mailboxes.push({ userId, seq });
    }
    if (entry.origin.kind === 'remote') {
      const origin = entry.origin.domain;
      for (const { attachment_id } of message.attachments ?? [])
        wake.attachments.push({ attachmentId: attachment_id, origin });
    }
    return { status: 'stored', unknownRecipients: unknown, wake };
  });
}
