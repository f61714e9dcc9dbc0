import { createHash } from 'node:crypto';
import type { AttachmentRef } from '@iimp/proto/types';
import type { Code } from '@iimp/protocol/codes';
import type { AttachmentState } from '../attachments.js';
import type { Queryable } from '../database.js';
import { textArray, uuidArray } from '../internal/pg-array.js';
import type { Prepared } from './incoming.js';

/** A stored attachment, as far as it matters for messages that name it. */
interface Known {
  id: string;
  origin: string;
  owner: string | null;
  state: AttachmentState;
  size: number | null;
  sha256: string | null;
  /** Those of the batch's senders that it is granted to. */
  grantees: string[];
}

export interface Refusal {
  code: Code;
  detail: string;
}

/** $1 ids, $2 senders. */
const READ = `
  select a.attachment_id::text as id, a.origin, a.owner, a.state, a.size, a.sha256,
         array(select g.grantee from unnest($2::text[]) s
                 join attachment_grants g on g.attachment_id = a.attachment_id and g.origin = a.origin and g.grantee = s
              ) as grantees
    from unnest($1::uuid[]) i join attachments a on a.attachment_id = i
   order by a.created_at`;

/** The attachments that a batch names; nothing is asked when it names none. */
export async function readAttachments(tx: Queryable, batch: readonly Prepared[]): Promise<AttachmentsView> {
  const ids = new Set<string>();
  const senders = new Set<string>();
  for (const { message } of batch) {
    for (const { attachment_id } of message.attachments ?? []) {
      ids.add(attachment_id);
      senders.add(message.sender);
    }
  }
  if (ids.size === 0) return new AttachmentsView([]);
  return new AttachmentsView(
    await tx.query<Known>('write-read-attachments', READ, [uuidArray([...ids]), textArray([...senders])]),
  );
}

/**
 * Where the bytes of a remote attachment are put. Origins are hashed: a domain may be longer than a key. The time keeps a key from being
 * used again after the attachment was removed: its blob may be removed later than a new one is fetched.
 */
export function remoteBlobKey(origin: string, attachmentId: string, now: number): string {
  return `remote/${createHash('sha256').update(origin).digest('hex').slice(0, 16)}/${attachmentId}.${now.toString(36)}`;
}

/** Which attachments are there, who may send them on, and what a batch adds. */
export class AttachmentsView {
  readonly #known = new Map<string, Known[]>();

  constructor(rows: readonly Known[]) {
    for (const row of rows) this.#add(row);
  }

  /**
   * Origin of an attachment that a local sender names: an own upload, or one that was sent to it. Several domains may have sent
   * different bytes under one id: those that the message describes are meant.
   */
  resolveLocal(sender: string, ref: AttachmentRef): { origin: string } | Refusal {
    const here = this.#known.get(ref.attachment_id)?.filter((known) => isFor(sender, known)) ?? [];
    if (here.length === 0) return { code: 'not_found', detail: `attachments: ${ref.attachment_id} is not here` };
    const meant = here.filter((known) => isSame(known, ref));
    if (meant.length === 0)
      return { code: 'invalid_request', detail: `attachments: size or sha256 of ${ref.attachment_id} differ` };
    const ready = meant.find(({ state }) => state === 'ready');
    if (!ready)
      return { code: 'attachment_pending', detail: `attachments: ${ref.attachment_id} is still being fetched` };
    return { origin: ready.origin };
  }

  /** Whether a remote sender may name this: a new one, or the same as before. */
  refuseRemote(origin: string, ref: AttachmentRef): Refusal | undefined {
    const known = this.find(ref.attachment_id, origin);
    if (!known || isSame(known, ref)) return undefined;
    return { code: 'invalid_request', detail: `attachments: ${ref.attachment_id} was announced with other content` };
  }

  /**
   * A remote attachment is named: the view knows it from now on.
   * @returns whether it has to be fetched: it is new, or was given up
   */
  addRemote(origin: string, ref: AttachmentRef): boolean {
    const known = this.find(ref.attachment_id, origin);
    if (known && known.state !== 'failed') return false;
    if (known) known.state = 'pending';
    else {
      this.#add({
        id: ref.attachment_id,
        origin,
        owner: null,
        state: 'pending',
        size: ref.size,
        sha256: ref.sha256,
        grantees: [],
      });
    }
    return true;
  }

  /** The batch grants it, so that a later message of the batch may send it on. */
  grant(id: string, origin: string, grantees: readonly string[]): void {
    this.find(id, origin)?.grantees.push(...grantees);
  }

  private find(id: string, origin: string): Known | undefined {
    return this.#known.get(id)?.find((known) => known.origin === origin);
  }

  #add(row: Known): void {
    const list = this.#known.get(row.id);
    if (list) list.push(row);
    else this.#known.set(row.id, [row]);
  }
}

/** Whether it is there, or on its way, for a local user to send on. */
function isFor(user: string, { owner, state, grantees }: Known): boolean {
  if (state === 'failed') return false;
  return grantees.includes(user) || (owner === user && state === 'ready');
}

function isSame(known: Known, ref: AttachmentRef): boolean {
  return known.size === ref.size && known.sha256 === ref.sha256;
}
