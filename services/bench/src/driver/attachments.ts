import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { encryptMessage } from '@iimp/crypto/message';
import { generateUserKeys } from '@iimp/crypto/keys';
import { newId } from '@iimp/protocol/ids';
import type { Pool } from 'undici';
import { bearer, poolOf } from './http.js';
import type { AttachmentsPlan, Outcome, Run } from './plan.js';
import { post } from './sending.js';

const PIECE_BYTES = 1_048_576;
const LOOK_MS = 20;

/** A file on its way: uploaded, named by a message, fetched by the other organization, downloaded there. */
interface Stored {
  attachment_id: string;
  size: number;
  sha256: string;
}

/** Sends attachments across: each leg by itself, so that its speed can be told. */
export class AttachmentsRun implements Run {
  private readonly up: Pool;
  private readonly down: Pool;
  private readonly errors: string[] = [];
  /** To servers, ciphertext is random bytes. */
  private readonly piece = randomBytes(PIECE_BYTES);

  constructor(private readonly plan: AttachmentsPlan) {
    this.up = poolOf(plan.sender.apiUrl, plan.parallel + 2);
    this.down = poolOf(plan.receiver.apiUrl, plan.parallel + 2);
  }

  async prepare(): Promise<void> {
    const [one] = await this.across(1, PIECE_BYTES);
    if (!one) throw new Error(`the first attachment did not cross: ${this.errors.join('; ')}`);
  }

  async run(): Promise<Outcome> {
    const { count, bytes } = this.plan;
    const legs = { up: 0, across: 0, down: 0 };
    const begun = performance.now();
    const received = await this.across(count, bytes, legs);
    const mebibytes = (count * bytes) / 1_048_576;
    return {
      sent: count,
      received: received.length,
      receiptsExpected: count,
      seconds: (performance.now() - begun) / 1_000,
      retries: 0,
      errors: this.errors,
      figures: {
        bytes,
        upMiBPerSecond: mebibytes / legs.up,
        acrossMiBPerSecond: mebibytes / legs.across,
        downMiBPerSecond: mebibytes / legs.down,
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.up.destroy(), this.down.destroy()]);
  }

  /** @param legs filled with the seconds that each took */
  private async across(count: number, bytes: number, legs = { up: 0, across: 0, down: 0 }): Promise<Stored[]> {
    const stored = await timed(legs, 'up', () => this.each(Array(count).fill(bytes), (size) => this.upload(size)));
    const waiting = await timed(legs, 'across', async () => {
      await this.each(stored, (one) => this.announce(one));
      return this.each(stored, (one) => this.untilReady(one));
    });
    return timed(legs, 'down', () => this.each(waiting, (one) => this.download(one)));
  }

  private async upload(bytes: number): Promise<Stored> {
    const hash = createHash('sha256');
    const body = async function* (piece: Buffer): AsyncGenerator<Buffer> {
      for (let left = bytes; left > 0; left -= piece.length) {
        const part = left < piece.length ? piece.subarray(0, left) : piece;
        hash.update(part);
        yield part;
      }
    };
    const { statusCode, body: answer } = await this.up.request({
      method: 'POST',
      path: '/api/v1/attachments',
      headers: {
        ...bearer(this.plan.sender.token),
        'content-type': 'application/octet-stream',
        'content-length': String(bytes),
      },
      body: Readable.from(body(this.piece), { objectMode: false }),
    });
    const text = await answer.text();
    if (statusCode !== 201 && statusCode !== 200) throw new Error(`upload: ${statusCode} ${text.slice(0, 300)}`);
    const sha256 = hash.digest('hex');
    if (this.plan.isPlain) return { ...(JSON.parse(text) as Stored), size: bytes, sha256 };
    const stored = JSON.parse(text) as Stored;
    if (stored.sha256 !== sha256) throw new Error('upload: the server stored something else');
    return stored;
  }

  private async announce({ attachment_id, size, sha256 }: Stored): Promise<void> {
    const { sender, receiver } = this.plan;
    const [from, other] = [await generateUserKeys(sender.address), await generateUserKeys(receiver.address)];
    const message = await encryptMessage({
      sender: from.secret,
      message_id: newId(),
      conversation_id: newId(),
      timestamp: Date.now(),
      type: 'text',
      reference: null,
      text: 'a file',
      attachments: [
        {
          attachment_id,
          key: Buffer.alloc(32).toString('base64url'),
          name: 'file',
          media_type: 'application/octet-stream',
          size,
          stored: { size, sha256 },
        },
      ],
      recipients: [other.document],
    });
    const body = Buffer.from(JSON.stringify(message));
    const to = { recipients: 1, recipient: receiver.address };
    const request = { sender: sender.address, body, messageIds: [message.message_id], ...to };
    const { refused } = await post(this.up, sender, request);
    if (refused.length > 0) throw new Error(`message: ${refused.join('; ')}`);
  }

  private async untilReady(one: Stored): Promise<Stored> {
    const end = Date.now() + this.plan.limitSeconds * 1_000;
    for (;;) {
      const { statusCode, body } = await this.get(one, { range: 'bytes=0-0' });
      const text = await body.text();
      if (statusCode === 206) return one;
      // Not there yet: the message is on its way, or the file.
      if ((statusCode !== 404 && statusCode !== 503 && statusCode !== 409) || Date.now() > end)
        throw new Error(`download: ${statusCode} ${text.slice(0, 300)}`);
      await delay(LOOK_MS);
    }
  }

  private async download(one: Stored): Promise<Stored> {
    const { statusCode, body } = await this.get(one);
    if (statusCode !== 200) throw new Error(`download: ${statusCode} ${await body.text()}`);
    const hash = createHash('sha256');
    for await (const piece of body) hash.update(piece as Buffer);
    if (hash.digest('hex') !== one.sha256) throw new Error('download: not what was uploaded');
    return one;
  }

  private get({ attachment_id }: Stored, headers: Record<string, string> = {}) {
    return this.down.request({
      method: 'GET',
      path: `/api/v1/attachments/${attachment_id}`,
      headers: { ...bearer(this.plan.receiver.token), ...headers },
    });
  }

  /** Some at once. What fails is noted and left out. */
  private async each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
    const queue = [...items];
    const results: R[] = [];
    const worker = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        try {
          results.push(await work(item));
        } catch (error) {
          if (this.errors.length < 5) this.errors.push(String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: this.plan.parallel }, worker));
    return results;
  }
}

async function timed<K extends string, T>(into: Record<K, number>, name: K, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  into[name] = (performance.now() - begun) / 1_000;
  return result;
}
