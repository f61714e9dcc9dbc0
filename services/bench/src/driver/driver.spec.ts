import { Receipts } from './receipts.js';
import { EventText } from './receiving.js';
import { Sealer } from './sealing.js';
import { refusedIn } from './sending.js';

describe('receipts', () => {
  it('make room when everybody has a message, and are complete when everything arrived', async () => {
    let room = 0;
    const receipts = new Receipts(3, () => (room += 1));
    receipts.sent('a', 2, 0);
    receipts.sent('b', 1, 10);
    receipts.arrived('a', 5);
    expect([receipts.outstanding, room]).toEqual([2, 0]);
    receipts.arrived('a', 6);
    expect([receipts.outstanding, room]).toEqual([1, 1]);
    receipts.arrived('b', 12);
    await receipts.complete;
    expect(receipts.latency()).toMatchObject({ p50: 5, max: 6 });
  });

  it('tell what arrives once more', () => {
    const receipts = new Receipts(1, () => undefined);
    receipts.sent('a', 1, 0);
    receipts.arrived('a', 1);
    receipts.arrived('a', 2);
    expect([receipts.received, receipts.surprises.length]).toEqual([1, 1]);
  });
});

describe('event text', () => {
  it('gives the same events however the text is cut', () => {
    const text = 'retry: 2000\n\nid: 1\nevent: sync\ndata: {"a":1}\n\n:\n\nid: 2\ndata: {"b":2}\n\n';
    for (let size = 1; size <= text.length; size++) {
      const events = new EventText();
      const all: string[] = [];
      for (let at = 0; at < text.length; at += size) all.push(...events.push(text.slice(at, at + size)));
      expect(all).toEqual(['{"a":1}', '{"b":2}']);
    }
  });
});

describe('sealing', () => {
  const conversations = [
    { sender: 'a@x.test', recipients: ['b@y.test'] },
    { sender: 'c@x.test', recipients: ['d@y.test', 'e@y.test'] },
  ];

  it('goes round the conversations and makes exactly as many messages', async () => {
    const sealer = await Sealer.create({ conversations, bodyBytes: 10, perRequest: 2 });
    const requests = await sealer.seal(5);
    expect(requests.map(({ sender, messageIds, recipients }) => [sender, messageIds.length, recipients])).toEqual([
      ['a@x.test', 2, 1],
      ['c@x.test', 2, 2],
      ['a@x.test', 1, 1],
    ]);
    expect(JSON.parse((requests[1]?.body ?? '').toString())).toMatchObject({
      messages: [{ sender: 'c@x.test' }, { sender: 'c@x.test' }],
    });
  });

  it('sends one message as it is', async () => {
    const sealer = await Sealer.create({ conversations, bodyBytes: 10, perRequest: 1 });
    const [request] = await sealer.seal(1);
    expect(JSON.parse((request?.body ?? '').toString())).toMatchObject({ message_id: request?.messageIds[0] });
  });
});

it('tells what an answer refuses', () => {
  expect(refusedIn(201, '{"status":"stored"}')).toEqual([]);
  expect(refusedIn(200, '{"status":"duplicate"}')).toEqual([]);
  expect(refusedIn(422, 'no')).toEqual(['422 no']);
  expect(refusedIn(200, '{"results":[{"status":"stored"},{"status":"rejected","code":"x"}]}')).toHaveLength(1);
});
