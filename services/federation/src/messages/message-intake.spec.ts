import { NOW, validMessage } from '@iimp/protocol/wire.testkit';
import type { WriteResult } from '@iimp/storage/write/types';
import { MessageIntake } from './message-intake.js';

const BATCH = 100;

describe('messages of a domain that posts as fast as it can', () => {
  /** Answers what is handed to the store. */
  let store: (() => void)[];
  let intake: MessageIntake;
  beforeEach(() => {
    store = [];
    const submitMany = (entries: readonly unknown[]) =>
      new Promise<WriteResult[]>((resolve) => {
        store.push(() => resolve(entries.map(() => ({ status: 'stored', unknownRecipients: [] }))));
      });
    intake = new MessageIntake({ submitMany }, { maxBatch: BATCH, maxAttachmentBytes: 1, now: () => NOW });
  });

  /** Batches of a domain at once. @returns how many are handed to the store, and why others are not */
  const post = async (origin: string, batches: number): Promise<{ taken: number; refused: string[] }> => {
    const sender = `eve@${origin}`;
    const message = validMessage({ sender, participants: [sender, 'bob@org2.test'] });
    const before = store.length;
    const refused: string[] = [];
    for (let i = 0; i < batches; i++) {
      const body = { messages: Array.from({ length: BATCH }, () => message) };
      intake.takeBatch(body, { origin, destination: 'org2.test', size: 0 }).catch((error: { code: string }) => {
        refused.push(error.code);
      });
    }
    await new Promise(setImmediate);
    return { taken: store.length - before, refused };
  };

  it('are refused beyond a share, and those of others are taken', async () => {
    expect(await post('evil.test', 30)).toEqual({ taken: 25, refused: Array(5).fill('rate_limited') });
    expect(await post('org1.test', 1)).toEqual({ taken: 1, refused: [] });
    for (const answer of store) answer();
    await new Promise(setImmediate);
    expect(await post('evil.test', 25)).toEqual({ taken: 25, refused: [] });
  });
});
