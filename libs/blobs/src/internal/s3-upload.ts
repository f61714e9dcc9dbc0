import { createHash, type Hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'minio';
import { storeUnavailable } from '../errors.js';
import { PART_BYTES, type PartBuffers } from './part-buffers.js';

/** Parts on their way at once: one alone leaves the service idle while it is written to disk. */
const PARTS_AT_ONCE = 2;
const TRIES = 3;
const RETRY_BASE_MS = 200;

/**
 * One object on its way to S3. Not `client.putObject(stream)`: that would first look for an unfinished upload of the same
 * name and go on in it, which mixes two concurrent uploads, and it leaves the parts of a failed one behind.
 */
export class S3Upload {
  /** The one that is filled. */
  private part: Buffer | undefined;
  private filled = 0;
  /** Of what is in it: made as it comes, since 8 MiB at a stroke stop a process for 10 ms. Not of the first part, which may be all there is. */
  private md5: Hash | undefined;
  private uploadId: string | undefined;
  private readonly etags: { part: number; etag: string }[] = [];
  private sent = 0;
  private taken = 0;
  private readonly inFlight: Promise<void>[] = [];

  constructor(
    private readonly client: Client,
    private readonly bucket: string,
    private readonly name: string,
    private readonly buffers: PartBuffers,
  ) {}

  /** Takes bytes, and returns when there is room for more. */
  async add(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.byteLength;) {
      // A full part is sent only when more follows: an object of exactly one part stays a single PUT.
      if (this.part && this.filled === PART_BYTES) await this.sendPart(this.part);
      this.part ??= await this.buffers.take();
      const piece = chunk.subarray(taken, taken + PART_BYTES - this.filled);
      this.part.set(piece, this.filled);
      this.md5?.update(piece);
      this.filled += piece.byteLength;
      taken += piece.byteLength;
    }
    this.taken += chunk.byteLength;
  }

  /** Makes the object visible. */
  async finish(): Promise<void> {
    if (this.uploadId === undefined) {
      const body = this.part?.subarray(0, this.filled) ?? Buffer.alloc(0);
      await this.attempt('write', () => this.client.putObject(this.bucket, this.name, body, body.byteLength));
      this.giveBack();
      return;
    }
    if (this.part) await this.sendPart(this.part);
    await Promise.all(this.inFlight);
    await this.complete(this.uploadId);
    this.uploadId = undefined;
  }

  /** Leaves nothing behind. What cannot be removed at once is left to `sweep`: a service that is down has been waited for already. */
  async abort(): Promise<void> {
    this.giveBack();
    await Promise.allSettled(this.inFlight);
    const uploadId = this.uploadId;
    if (uploadId === undefined) return;
    this.uploadId = undefined;
    await this.client.abortMultipartUpload(this.bucket, this.name, uploadId).catch(() => undefined);
  }

  /** A repetition after a lost answer finds no such upload any more, but the whole object. */
  private async complete(uploadId: string): Promise<void> {
    let tries = 0;
    await this.attempt('complete', async () => {
      tries += 1;
      try {
        await this.client.completeMultipartUpload(this.bucket, this.name, uploadId, this.etags);
      } catch (error) {
        if (tries === 1 || (error as { code?: string }).code !== 'NoSuchUpload') throw error;
        const { size } = await this.client.statObject(this.bucket, this.name);
        if (size !== this.taken) throw error;
      }
    });
  }

  /** Sends the part that is full in the background, once no more than one other is on its way. */
  private async sendPart(buffer: Buffer): Promise<void> {
    if (this.inFlight.length === PARTS_AT_ONCE) await this.inFlight.shift();
    this.uploadId ??= await this.attempt('write', () =>
      this.client.initiateNewMultipartUpload(this.bucket, this.name, {}),
    );
    const uploadID = this.uploadId;
    const body = buffer.subarray(0, this.filled);
    const partNumber = (this.sent += 1);
    // The service refuses a part that is not as it was here; of a single PUT the library says the same.
    const md5 = this.md5 ?? createHash('md5').update(body);
    this.md5 = createHash('md5');
    const headers = { 'Content-MD5': md5.digest('base64') };
    const config = { bucketName: this.bucket, objectName: this.name, uploadID, partNumber, headers };
    this.part = undefined;
    this.filled = 0;
    const sending = this.attempt('write', () => this.client.uploadPart(config, body))
      .then(({ etag }) => void (this.etags[partNumber - 1] = { part: partNumber, etag }))
      .finally(() => this.buffers.give(buffer));
    sending.catch(() => undefined); // it is awaited before a later part, in finish() and in abort()
    this.inFlight.push(sending);
  }

  private giveBack(): void {
    if (this.part) this.buffers.give(this.part);
    this.part = undefined;
  }

  /** Every request here may be repeated without harm. A short blip is ridden out; a real outage is the caller's to retry. */
  private async attempt<T>(what: string, request: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await request();
      } catch (error) {
        if (tries === TRIES || !isPassing(error)) throw storeUnavailable(what, error);
        await delay(Math.random() * RETRY_BASE_MS * 2 ** tries);
      }
    }
  }
}

/** An error that the service explained with an S3 code, other than its "busy", stays the same when repeated. */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: string };
  return (
    code === undefined || /^(E[A-Z_]+|SlowDown|InternalError|BadDigest|ServiceUnavailable|RequestTimeout)$/.test(code)
  );
}
