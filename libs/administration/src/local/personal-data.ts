import { Readable } from 'node:stream';
import type { AdminErasedList, AdminErasure } from '@iimp/proto/admin-types';
import type { BlobReader } from '@iimp/blobs/blob-store';
import { ProblemError } from '@iimp/protocol/problem';
import { erasedUsers, eraseUser } from '@iimp/storage/erasure/erase';
import { exportedAttachment } from '@iimp/storage/export/exported-attachment';
import { exportUser } from '@iimp/storage/export/user-export';
import type { AttachmentKey, Page, PersonalDataAdministration } from '../administration.js';
import { by, domainOf, type LocalParts, note, userOf } from './parts.js';
import { portion } from './portion.js';

/** Bytes of lines that are handed on at once. */
const CHUNK_BYTES = 64 * 1_024;
/** How long an erasure waits for transactions of others within one portion. */
const PATIENCE_MS = 30_000;

/** What a person may ask for: their data, and their removal. */
export class LocalPersonalData implements PersonalDataAdministration {
  constructor(private readonly parts: LocalParts) {}

  async export(user: string): Promise<Readable> {
    const { db, now } = this.parts;
    const address = userOf(user);
    const lines = await exportUser(db, address, now());
    if (!lines) throw unknownUser(address);
    // Before the first byte: from then on it is out, even when it is cut off.
    await note(this.parts, 'user.export', address);
    return Readable.from(chunks(lines), { objectMode: false, highWaterMark: CHUNK_BYTES });
  }

  async attachment(user: string, { origin, attachment }: AttachmentKey): Promise<BlobReader> {
    const address = userOf(user);
    const key = { origin: domainOf(origin), attachmentId: attachment.toLowerCase() };
    const found = await exportedAttachment(this.parts.db, address, key);
    if (!found) throw new ProblemError('not_found', `${address} has no such attachment`);
    const reader = await this.parts.blobs().get(found.blobKey);
    try {
      if (reader.size !== found.size)
        throw new ProblemError('unavailable', `the blob store has ${reader.size} of ${found.size} bytes`);
      await note(this.parts, 'user.export-attachment', address, {
        attachment: key.attachmentId,
        origin: key.origin,
        size: found.size,
      });
      return reader;
    } catch (error) {
      reader.stream.on('error', () => undefined).destroy();
      throw error;
    }
  }

  async erase(user: string, after = 0): Promise<AdminErasure> {
    const address = userOf(user);
    const report = await eraseUser(this.parts.db, {
      ...by(this.parts),
      address,
      after,
      isStopping: portion(this.parts.portionMs),
      patienceMs: PATIENCE_MS,
    });
    if (!report) throw unknownUser(address);
    const { finishedAt, waiting, removed, next } = report;
    const state = finishedAt !== null ? 'erased' : next !== null ? 'running' : 'waiting';
    return { user: address, state, waiting, removed, next };
  }

  async erased({ limit, after }: Page): Promise<AdminErasedList> {
    const rows = await erasedUsers(this.parts.db, { limit: limit + 1, ...(after === undefined ? {} : { after }) });
    const users = rows.slice(0, limit).map(({ address, actor, begunAt, finishedAt }) => ({
      user: address,
      actor,
      begun_at: begunAt,
      finished_at: finishedAt,
    }));
    return { users, next: rows.length > limit ? (users.at(-1)?.user ?? null) : null };
  }
}

const unknownUser = (address: string): ProblemError => new ProblemError('unknown_user', `no such user: ${address}`);

/** Lines, some at once: each piece costs a write, however small it is. */
async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let held: string[] = [];
  let size = 0;
  for await (const line of lines) {
    held.push(line, '\n');
    size += line.length + 1;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.from(held.join(''));
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.from(held.join(''));
}
