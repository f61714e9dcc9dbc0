import { Announcer } from './announcer.js';

it('tells of any number of mailboxes, each once, in messages that the broker takes', () => {
  const told: { userId: string; seq: string }[][] = [];
  const emitBestEffort = (_pattern: string, { entries }: { entries: { userId: string; seq: string }[] }) =>
    void told.push(entries);
  const { grown } = new Announcer({ emitBestEffort } as unknown as ConstructorParameters<typeof Announcer>[0]);
  const mailboxes = Array.from({ length: 2_500 }, (_, i) => ({ userId: `user${i}@org1.test`, seq: i }));
  grown(mailboxes);
  expect(Math.max(...told.map((entries) => entries.length))).toBeLessThanOrEqual(1_000);
  expect(told.flat()).toEqual(mailboxes.map(({ userId, seq }) => ({ userId, seq: String(seq) })));
  told.length = 0;
  grown([]);
  expect(told).toEqual([]);
});
