/** An export is made as fast as it is read, and ends with its reader. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { createUsers } from '@iimp/storage/fixtures.testkit';
import { AdminWorld } from './admin.testkit.js';

const ALICE = 'alice@org1.test';
/** 48 MB: more than a connection holds between two processes. */
const CONVERSATIONS = 6_000;
const PARTICIPANTS_BYTES = 8_000;
const PAGE = 500;

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.start();
  await createUsers(world.test.db, [ALICE]);
  const { pool } = world.test.db;
  await pool.query(`insert into conversations (conversation_id, set_by, participants)
    select gen_random_uuid(), gen_random_uuid(), array['${ALICE}', repeat('x', ${PARTICIPANTS_BYTES})] from generate_series(1, ${CONVERSATIONS})`);
  await pool.query(`insert into conversation_members (user_id, conversation_id)
    select u.user_id, c.conversation_id from users u, conversations c`);
});
afterAll(() => world?.stop());

/** An export, and the stream that the service makes of it. */
async function opened(): Promise<{ theirs: Readable; ours: Readable }> {
  const make = Readable.from.bind(Readable);
  let ours: Readable | undefined;
  const spy = jest.spyOn(Readable, 'from').mockImplementationOnce((...args) => (ours = make(...args)));
  try {
    const theirs = await world.as('admin').personalData.export(ALICE);
    return { theirs, ours: ours! };
  } finally {
    spy.mockRestore();
  }
}

it('reads no further than its reader, and stops when that one goes away', async () => {
  const queries = jest.spyOn(world.context.db, 'query');
  const { theirs, ours } = await opened();
  await once(theirs, 'readable');
  theirs.destroy();
  await once(ours, 'close');
  expect(ours.readableEnded).toBe(false);
  const pages = queries.mock.calls.filter(([name]) => name === 'export-conversation').length;
  expect(pages).toBeGreaterThan(0);
  expect(pages).toBeLessThan(CONVERSATIONS / PAGE);
  queries.mockRestore();
});

it('is whole when it is read to its end', async () => {
  let [bytes, tail] = [0, ''];
  for await (const chunk of await world.as('admin').personalData.export(ALICE)) {
    bytes += (chunk as Buffer).length;
    tail = (tail + (chunk as Buffer).toString()).slice(-200);
  }
  expect(bytes).toBeGreaterThan(CONVERSATIONS * PARTICIPANTS_BYTES);
  expect(tail).toContain(`{"record":"end","counts":{"account":1,"conversation":${CONVERSATIONS}}}`);
});
