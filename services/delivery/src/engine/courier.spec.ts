import { Courier } from './courier.js';
import { Destination } from './destination.js';
import type { Lane } from './parcels.js';
import type { OutboxRow, PostReport, World } from './ports.js';
import { makeRow, makeTarget } from './rows.testkit.js';
import { DEFAULT_SETTINGS } from './settings.js';

/** A round of posts to a destination that answers them one by one with these reports. @returns what was posted, and the round */
async function carry(lanes: readonly Lane[], answer: (rows: readonly OutboxRow[]) => PostReport) {
  const posted: string[][] = [];
  const world = {
    clock: { now: () => 0, after: () => () => undefined },
    random: () => 0.5,
    log: { info: () => undefined, warn: () => undefined },
    meter: { posted: () => undefined },
    peer: {
      post: (_target: unknown, _domain: string, rows: readonly OutboxRow[]) => {
        posted.push(rows.map(({ messageId }) => messageId));
        return Promise.resolve(answer(rows));
      },
    },
  } as unknown as World;
  const destination = new Destination(DEFAULT_SETTINGS, 0);
  const courier = new Courier(world, DEFAULT_SETTINGS, 'org2.test', destination, () => undefined);
  const round = await courier.carry(lanes, makeTarget(), { failures: 0 }, new AbortController().signal);
  return { posted, round };
}

const parcel = (...rows: OutboxRow[]) => ({ rows, bytes: 100 });
const results = (rows: readonly OutboxRow[], rejected?: OutboxRow): PostReport => ({
  kind: 'answer',
  status: 200,
  body: {
    results: rows.map((row) => ({
      message_id: row.messageId,
      ...(row === rejected ? { status: 'rejected', code: 'unavailable' } : { status: 'stored' }),
    })),
  },
});

it('lets nothing overtake in a later parcel what waits with its conversation', async () => {
  const [first, held, alone, behind] = [makeRow(), makeRow(), makeRow({ conversationId: 'c2' }), makeRow()];
  const { posted, round } = await carry([[parcel(first, held), parcel(alone), parcel(behind)]], (rows) =>
    results(rows, held),
  );
  expect(posted).toEqual([[first.messageId, held.messageId]]);
  expect(round.outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'deferred']);
  expect(round.failure).toBeUndefined();
});

it('goes on with another of our domains after an answer that may be about the first, and with no third', async () => {
  const rows = ['org1.test', 'org9.test', 'org8.test'].map((origin) => makeRow({ origin, conversationId: origin }));
  const lanes = rows.map((row) => [parcel(row)]);
  const unavailable: PostReport = { kind: 'answer', status: 503, body: undefined };
  const all = await carry(lanes, () => unavailable);
  expect(all.posted).toHaveLength(2);
  expect(all.round.failure?.tried).toEqual([rows[0]]);
  const one = await carry(lanes, (posted) => (posted[0] === rows[0] ? unavailable : results(posted)));
  expect(one.posted).toHaveLength(3);
  expect(one.round.failure).toBeUndefined();
  expect(one.round.outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'delivered', 'deferred']);
  const silent = await carry(lanes, () => ({ kind: 'failure', reason: 'timeout', detail: 'no answer' }));
  expect(silent.posted).toHaveLength(1);
});
