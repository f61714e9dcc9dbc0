import type { AdminDestination, AdminDestinationList, AdminOverview } from '@iimp/proto/admin-types';
import { Listing } from './listing.js';

const destination = (domain: string, state: AdminDestination['state'] = 'up', backlog = 0): AdminDestination => ({
  domain,
  state,
  backlog,
  oldest_at: null,
  failures: 0,
  down_since: null,
  next_attempt_at: null,
  last_error: null,
  last_success_at: null,
  leases: [],
});
const overview = (...destinations: AdminDestination[]): AdminOverview => ({
  at: 1,
  backlog: { messages: 0, oldest_at: null, destinations: 0, down: 0, paused: 0 },
  counters: { accepted: 0, queued: 0, finished: 0, entries: 0 },
  destinations,
});

/** All that are known, by domain, and how much of it was asked for at once. */
let known: AdminDestination[];
let asked: number[];
/** Answers to questions are held back until it resolves. */
let gate: Promise<void>;
let listing: Listing;

beforeEach(() => {
  known = Array.from({ length: 1_250 }, (_, n) => destination(`d${String(n).padStart(4, '0')}.test`));
  asked = [];
  gate = Promise.resolve();
  listing = new Listing({
    destinations: async (limit, after): Promise<AdminDestinationList> => {
      asked.push(limit);
      const rest = after === undefined ? known : known.filter(({ domain }) => domain > after);
      const page = rest.slice(0, limit);
      await gate;
      return { destinations: page, next: rest.length > limit ? (page.at(-1)?.domain ?? null) : null };
    },
  });
});

const statesOf = (...of: AdminDestination[]): unknown =>
  listing.seen(overview(...of))?.map(({ domain, state }) => `${domain} ${state}`);

it('shows what needs attention until all are asked for, and is not empty meanwhile', async () => {
  const down = destination('d0007.test', 'down', 3);
  expect(listing.seen(overview(down))).toEqual([down]);
  listing.choose(true);
  expect(listing.seen(overview(down))).toBeUndefined();
  expect(await listing.ask()).toBe(true);
  const seen = listing.seen(overview(down));
  expect([seen?.length, seen?.[7], listing.hasMore(overview())]).toEqual([100, down, true]);
});

it('shows a destination as it is, when it is not in trouble any more', async () => {
  known = [destination('a.test', 'down', 812), destination('b.test', 'paused')];
  listing.choose(true);
  await listing.ask();
  expect(statesOf(...known)).toEqual(['a.test down', 'b.test paused']);
  // An operator lets one go on; the other comes back by itself.
  listing.keep(destination('b.test', 'up'));
  expect(statesOf()).toEqual(['a.test down', 'b.test up']);
  known = [destination('a.test'), destination('b.test')];
  await listing.ask();
  expect(statesOf()).toEqual(['a.test up', 'b.test up']);
});

it('asks for what is seen again, however much that is', async () => {
  listing.choose(true);
  for (let n = 0; n < 10; n++) listing.wantMore();
  await listing.ask();
  listing.wantMore();
  listing.wantMore();
  await listing.ask();
  expect(asked).toEqual([1_000, 100, 1_000, 300]);
  expect([listing.seen(overview())?.length, listing.hasMore(overview())]).toEqual([1_250, false]);
});

it('takes the newest answer alone, and none to a list that was left', async () => {
  listing.choose(true);
  let open!: () => void;
  gate = new Promise((resolve) => (open = resolve));
  const first = listing.ask();
  listing.wantMore();
  const second = listing.ask();
  open();
  expect(await Promise.all([first, second])).toEqual([false, true]);
  expect(listing.seen(overview())).toHaveLength(200);
  const left = listing.ask();
  listing.choose(false);
  expect([await left, listing.seen(overview())]).toEqual([false, []]);
});

it('says that there may be more than an overview has', () => {
  const many = Array.from({ length: 50 }, (_, n) => destination(`d${n}.test`, 'down'));
  expect([listing.hasMore(overview(...many)), listing.hasMore(overview(...many.slice(1)))]).toEqual([true, false]);
});
