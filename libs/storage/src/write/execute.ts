import type { Queryable } from '../database.js';
import { grownOf, type GrownRow } from '../internal/mailbox-rows.js';
import { writeNotices } from '../internal/notices.js';
import { bigintArray, smallintArray, textArray, uuidArray } from '../internal/pg-array.js';
import type { WritePlan } from './plan.js';
import * as sql from './write-sql.js';

/**
 * Sends the plan's statements, without waiting for each: if one fails, so do those after it, and COMMIT. The locks that they take
 * are taken in the one order (internal/locks.ts).
 * @returns last number of each mailbox that grew, by user_id; known when the transaction has committed
 */
export async function execute(
  tx: Queryable,
  plan: WritePlan,
  activate: readonly string[],
  now: number,
): Promise<{ grown: Promise<Map<number, number>> }> {
  const sent: Promise<unknown>[] = [];
  const send = (name: string, text: string, values: unknown[]): void => {
    sent.push(tx.query(`write-${name}`, text, values));
  };
  if (activate.length > 0) send('activate', sql.ACTIVATE_DESTINATIONS, [textArray([...activate].sort()), now]);
  // Only their ids are waited for: the mailboxes' rows name them.
  if (plan.notices.length > 0) await writeNotices(tx, plan.notices, plan.mailboxes);
  const written = tx.query<GrownRow>('write', sql.WRITE, [
    ...plan.mailboxes.parameters(),
    ...messageParameters(plan),
    ...conversationParameters(plan),
    ...outboxParameters(plan),
    now,
  ]);
  extendMessages(plan, send);
  keepConversations(plan, send);
  keepAttachments(plan, now, send);
  const grown = written.then(grownOf);
  // A failure shows at COMMIT; here it only must not end the process.
  for (const statement of [...sent, grown]) statement.catch(() => undefined);
  return { grown };
}

type Send = (name: string, text: string, values: unknown[]) => void;

function messageParameters({ messages }: WritePlan): Buffer[] {
  const rows = [...messages].sort((a, b) => (a.message.message_id < b.message.message_id ? -1 : 1));
  return [
    uuidArray(rows.map(({ message }) => message.message_id)),
    uuidArray(rows.map(({ message }) => message.conversation_id)),
    textArray(rows.map(({ message }) => message.sender)),
    textArray(rows.map(({ message }) => message.type)),
    uuidArray(rows.map(({ message }) => message.reference)),
    textArray(rows.map(({ localDomains }) => localDomains)),
    bigintArray(rows.map(({ message }) => message.timestamp)),
    textArray(rows.map(({ envelope }) => envelope)),
    textArray(rows.map(({ encryptedKeys }) => encryptedKeys)),
  ];
}

function conversationParameters({ conversations }: WritePlan): Buffer[] {
  const advanced = [...conversations].filter(([, { changed }]) => !changed);
  return [uuidArray(advanced.map(([id]) => id)), uuidArray(advanced.map(([, { setBy }]) => setBy))];
}

function outboxParameters({ outbox }: WritePlan): Buffer[] {
  return [
    textArray(outbox.map((row) => row.domain)),
    smallintArray(outbox.map((row) => row.shard)),
    uuidArray(outbox.map((row) => row.messageId)),
    uuidArray(outbox.map((row) => row.conversationId)),
    textArray(outbox.map((row) => row.recipients)),
    textArray(outbox.map((row) => row.encryptedKeys)),
  ];
}

/** One by one: two extensions of a message may be in one batch, and each must see the other. */
function extendMessages({ extensions }: WritePlan, send: Send): void {
  for (const { messageId, localDomains, encryptedKeys } of extensions) {
    send('extend', sql.EXTEND_MESSAGES, [
      uuidArray([messageId]),
      textArray([localDomains]),
      textArray([encryptedKeys]),
    ]);
  }
}

function keepConversations(plan: WritePlan, send: Send): void {
  const changed = [...plan.conversations].filter(([, { changed }]) => changed);
  if (changed.length > 0) {
    send('conversations', sql.PUT_CONVERSATIONS, [
      uuidArray(changed.map(([id]) => id)),
      uuidArray(changed.map(([, { setBy }]) => setBy)),
      textArray(changed.map(([, { participants }]) => participants.join(','))),
    ]);
  }
  if (plan.members.length > 0) {
    send('members', sql.INSERT_MEMBERS, [
      bigintArray(plan.members.map(({ userId }) => userId)),
      uuidArray(plan.members.map(({ conversationId }) => conversationId)),
    ]);
  }
  if (plan.departures.size > 0) {
    const rows = [...plan.departures.values()];
    send('departures', sql.NOTE_DEPARTURES, [
      uuidArray(rows.map(({ conversationId }) => conversationId)),
      textArray(rows.map(({ user }) => user)),
      uuidArray(rows.map(({ leftBy }) => leftBy)),
    ]);
  }
  if (plan.edits.size > 0) {
    send('edits', sql.COUNT_EDITS, [uuidArray([...plan.edits.keys()]), smallintArray([...plan.edits.values()])]);
  }
}

const keyOf = (row: { attachmentId: string; origin: string }): string => row.attachmentId + row.origin;

function keepAttachments({ attachments, named, grants }: WritePlan, now: number, send: Send): void {
  if (attachments.size > 0) {
    const rows = [...attachments.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    send('attachments', sql.PUT_ATTACHMENTS, [
      uuidArray(rows.map((row) => row.attachmentId)),
      textArray(rows.map((row) => row.origin)),
      bigintArray(rows.map((row) => row.size)),
      textArray(rows.map((row) => row.sha256)),
      textArray(rows.map((row) => row.blobKey)),
      now,
      textArray(rows.map((row) => row.destination)),
    ]);
  }
  if (named.size > 0) {
    const rows = [...named.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    send('named', sql.NAME_ATTACHMENTS, [
      uuidArray(rows.map((row) => row.attachmentId)),
      textArray(rows.map((row) => row.origin)),
      now,
    ]);
  }
  if (grants.length > 0) {
    send('grants', sql.PUT_GRANTS, [
      uuidArray(grants.map((row) => row.attachmentId)),
      textArray(grants.map((row) => row.origin)),
      textArray(grants.map((row) => row.grantees)),
    ]);
  }
}
