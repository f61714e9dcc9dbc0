/**
 * Random kill -9, SIGSTOP, crashes of RabbitMQ and Postgres under load in both directions, then the books of both sides (spec §7, §8).
 * CHAOS_SECONDS: how long (60); CHAOS_SEED: which choices (1; the nightly profile draws one; with the same seed the same acts follow in the same order).
 */
import type { IimpClient } from '@iimp/client/client';
import { newId } from '@iimp/protocol/ids';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { query } from '@iimp/testbed/postgres';
import { until } from '@iimp/testbed/until';
import type { Organization, World } from '@iimp/testbed/world';
import { Chaos } from './chaos.testkit.js';
import { Mailbox } from './mailbox.testkit.js';
import { person } from './people.testkit.js';

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 60);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** Conversations in each direction; each message waits for the one before it. */
const LANES = 3;
const SETTLE_MS = 180_000;

jest.setTimeout(SECONDS * 1_000 + 900_000);

/** Accepted texts by conversation, in order. */
type Lanes = Map<string, string[]>;

let world: World;
let people: [Mailbox, Mailbox];

beforeAll(async () => {
  world = await startClusterWorld({ ownBroker: true, ownPostgres: true, env: { IIMP_RETRY_CAP: '2s' } });
  people = [new Mailbox(await person(world, 'alice@org1.test')), new Mailbox(await person(world, 'bob@org2.test'))];
  // Each knows the other's keys, and each server the other.
  await people[0].client.keysOf(people[1].client.address);
  await people[1].client.keysOf(people[0].client.address);
});
afterAll(() => world?.close());

/** Sends in one conversation until told to stop. */
async function talk(from: IimpClient, to: IimpClient, lanes: Lanes, going: () => boolean): Promise<void> {
  const conversationId = newId();
  const texts: string[] = [];
  lanes.set(conversationId, texts);
  while (going()) {
    const text = `${from.address} ${texts.length}`;
    await from.send({ to: [to.address], text, conversationId });
    texts.push(text);
  }
}

/** What an organization's database says of its messages to the other. */
async function books(organization: Organization): Promise<Record<string, number>> {
  const [row] = await query<Record<string, number>>(
    organization.databaseUrl(),
    `select (select count(*)::int from messages where sender like $1) as accepted,
            (select count(*)::int from deliveries where state = 'delivered') as delivered,
            (select count(*)::int from deliveries where state = 'failed') as refused,
            (select count(*)::int from deliveries where state = 'queued') as pending,
            (select count(*)::int from outbox) as waiting,
            (select count(*)::int from messages) as stored`,
    [`%@${organization.domain}`],
  );
  return row ?? {};
}

it(`loses and doubles nothing in ${SECONDS} s of chaos (CHAOS_SEED=${SEED})`, async () => {
  const chaos = new Chaos(world, SEED);
  try {
    await disturbed(chaos);
  } catch (error) {
    (error as Error).message += `\nCHAOS_SEED=${SEED}\n${chaos.done.join('\n')}`;
    throw error;
  }
});

async function disturbed(chaos: Chaos): Promise<void> {
  const [alice, bob] = people;
  const end = Date.now() + SECONDS * 1_000;
  let going = true;
  const sent: [Lanes, Lanes] = [new Map(), new Map()];
  const talks = [alice, bob].flatMap(({ client }, side) =>
    Array.from({ length: LANES }, () =>
      talk(client, people[1 - side]!.client, sent[side]!, () => going && Date.now() < end),
    ),
  );
  const loading = Promise.all(talks).finally(() => {
    going = false;
    chaos.end();
  });
  await Promise.all([loading, chaos.run()]);

  const lanes = new Map([...sent[0], ...sent[1]]);
  const counts = sent.map((side) => [...side.values()].flat().length);
  expect(Math.min(...counts)).toBeGreaterThan(SECONDS / 10);
  await until(
    'everything is delivered',
    async () =>
      (await Promise.all(world.organizations.map(books))).every(
        ({ waiting, pending }) => waiting === 0 && pending === 0,
      ),
    { deadlineMs: SETTLE_MS, intervalMs: 500 },
  );
  for (const [side, organization] of world.organizations.entries()) {
    // accepted = delivered + refused + pending, and the other side stored as many.
    expect(await books(organization)).toEqual({
      accepted: counts[side],
      delivered: counts[side],
      refused: 0,
      pending: 0,
      waiting: 0,
      stored: counts[0]! + counts[1]!,
    });
  }
  for (const mailbox of people) await expectAll(mailbox, lanes);
  process.stdout.write(`chaos: seed ${SEED}, ${chaos.done.length - 2} disturbances, ${counts.join(' + ')} messages\n`);
}

/** Every accepted message once, in the order of its conversation; `Mailbox` itself refuses gaps in the numbers. */
async function expectAll(mailbox: Mailbox, lanes: Lanes): Promise<void> {
  await mailbox.read();
  expect(mailbox.notices).toEqual([]);
  const found = new Map([...lanes.keys()].map((id) => [id, [] as (string | undefined)[]]));
  for (const { message, content } of mailbox.messages) found.get(message.conversation_id)?.push(content?.text);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(lanes));
  expect(mailbox.messages).toHaveLength([...lanes.values()].flat().length);
}
