import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IimpClient } from '@iimp/client/client';
import type { ReceivedMessage } from '@iimp/client/received';
import { addToTimeline, EMPTY_TIMELINE, type TimelineEntry } from '@iimp/client/timeline';
import { type EncryptionAlgorithm, UserSecret, type UserSecretJson } from '@iimp/crypto/secret';
import type { DeliveryNotice } from '@iimp/proto/types';
import type { Organization, World } from './world.js';

/** One user at work: the SDK, the place in the mailbox, and what has been read. Keys stay in the world's folder. */
export class Actor {
  /** `seq` of the last thing read. */
  cursor = 0;
  readonly notices: DeliveryNotice[] = [];
  private timeline = EMPTY_TIMELINE;

  private constructor(
    readonly client: IimpClient,
    readonly password: string,
  ) {}

  /** Makes the user if need be, logs in, publishes the keys, and reads what an earlier start left. */
  static async enter(
    world: World,
    organization: Organization,
    localPart: string,
    alg: EncryptionAlgorithm = 'x25519',
  ): Promise<Actor> {
    const { address, password } = await organization.addUser(localPart);
    const secret = await keptSecret(join(world.folder, 'secrets'), address, alg);
    const { apiUrl } = organization;
    const client = await IimpClient.login({ apiUrl, user: address, password, secret, fetch: world.fetch });
    const actor = new Actor(client, password);
    await client.publishKeys();
    while ((await actor.readPage(0)).hasMore);
    return actor;
  }

  get address(): string {
    return this.client.address;
  }

  /** As a reader sees it: originals with their newest text. */
  seen(messageId: string): TimelineEntry | undefined {
    return this.timeline.entries.get(messageId);
  }

  /**
   * Reads the mailbox by long poll until a message fits, and returns it. Throws when none comes in time, or when the sequence numbers
   * have a gap: spec §8 promises that there is none.
   */
  async receive(
    what: string,
    fits: (message: ReceivedMessage) => boolean,
    deadlineMs = 60_000,
  ): Promise<ReceivedMessage> {
    const end = Date.now() + deadlineMs;
    while (Date.now() < end) {
      const { messages } = await this.readPage(Math.min(20, Math.ceil((end - Date.now()) / 1000)));
      const found = messages.find(fits);
      if (found) return found;
    }
    throw new Error(`${this.address} did not receive in ${deadlineMs} ms: ${what}`);
  }

  private async readPage(waitSeconds: number): Promise<{ messages: ReceivedMessage[]; hasMore: boolean }> {
    const page = await this.client.sync({ cursor: this.cursor, waitSeconds });
    const numbers = [...page.messages, ...page.notices].map(({ seq }) => seq).sort((a, b) => a - b);
    const expected = numbers.map((_, n) => this.cursor + 1 + n);
    if (numbers.join() !== expected.join()) {
      throw new Error(`gap in the mailbox of ${this.address} after ${this.cursor}: ${numbers.join()}`);
    }
    this.cursor = page.nextCursor;
    this.notices.push(...page.notices);
    for (const message of page.messages) this.timeline = addToTimeline(this.timeline, message);
    return page;
  }
}

async function keptSecret(folder: string, address: string, alg: EncryptionAlgorithm): Promise<UserSecret> {
  const file = join(folder, `${address}.json`);
  if (existsSync(file)) return UserSecret.import(JSON.parse(readFileSync(file, 'utf8')) as UserSecretJson);
  const secret = await UserSecret.generate(address, alg);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(secret.export()), { mode: 0o600 });
  return secret;
}
