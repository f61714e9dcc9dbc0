/** The floor's way across: what waits goes in one signed post, the next when that one is done. */
import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import type { Pool } from 'undici';
import type { Store } from './store.js';

const MOST_IN_POST = 100;

export function signatureOf(body: Uint8Array, key: KeyObject): string {
  return sign(null, createHash('sha256').update(body).digest(), key).toString('base64');
}

export function isSigned(body: Uint8Array, signature: string | undefined, key: KeyObject): boolean {
  const digest = createHash('sha256').update(body).digest();
  return signature !== undefined && verify(null, digest, key, Buffer.from(signature, 'base64'));
}

export class Poster {
  private busy = false;
  private again = false;

  constructor(
    private readonly store: Pick<Store, 'waiting' | 'delivered'>,
    private readonly peer: Pool,
    private readonly key: KeyObject,
  ) {}

  /** Something may wait. */
  wake(): void {
    this.again = true;
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.again) {
      this.again = false;
      for (
        let batch = await this.store.waiting(MOST_IN_POST);
        batch.length > 0;
        batch = await this.store.waiting(MOST_IN_POST)
      ) {
        const body = Buffer.from(`[${batch.map((one) => one.body).join(',')}]`);
        const headers = { 'content-type': 'application/json', signature: signatureOf(body, this.key) };
        const answer = await this.peer.request({ method: 'POST', path: '/federation', headers, body });
        await answer.body.dump();
        if (answer.statusCode !== 200) throw new Error(`the other node answers ${answer.statusCode}`);
        await this.store.delivered(batch);
      }
    }
    this.busy = false;
  }
}
