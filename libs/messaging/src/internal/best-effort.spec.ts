import * as protobuf from '@bufbuild/protobuf';
import { Messagings, serve } from '../contract.testkit.js';
import { eventually } from '../wait.testkit.js';

jest.mock('@bufbuild/protobuf', () => {
  const real = jest.requireActual<typeof protobuf>('@bufbuild/protobuf');
  return { ...real, toBinary: jest.fn(real.toBinary) };
});

describe('best-effort messages', () => {
  const messagings = new Messagings();
  afterEach(() => messagings.closeAll());

  it('are encoded once, however many were merged, and without what is wrong among them', async () => {
    const messaging = messagings.make('memory:best-effort');
    const grown: string[] = [];
    await serve(messaging, { 'mailbox.grown': ({ entries }) => grown.push(...entries.map(({ seq }) => seq)) });
    const encoded = jest.mocked(protobuf.toBinary).mockClear();
    for (const seq of ['1', 'seven', '2', '-3'])
      messaging.client.emitBestEffort('mailbox.grown', { entries: [{ userId: `u${seq}`, seq }] });
    await eventually('what is right', () => grown.length === 2);
    expect([grown, encoded.mock.calls.length, messaging.stats().dropped]).toEqual([['1', '2'], 1, 2]);
  });
});
