/** What operators see of destinations and do with them, over real Postgres. */
import { LocalDestinations } from '@iimp/administration/local/destinations';
import { fromLocal, makeMessage, createUsers, mailboxOf } from '@iimp/storage/fixtures.testkit';
import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { openShell, type Shell } from '../iimpctl.testkit.js';

const ALICE = 'alice@org1.test';
const PEER = 'org2.test';

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
  await createUsers(shell.database.db, [ALICE]);
  const writer = new MessageWriter(shell.database.db);
  for (let n = 0; n < 3; n++)
    await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, `bob@${PEER}`] })));
});
afterAll(() => shell?.remove());

/** A failed try, as the delivery service notes it. */
async function fail(): Promise<void> {
  const store = new PostgresOutboxStore(shell.database.db);
  const now = Date.now();
  const taken = await store.acquire(PEER, 'test', 10_000, now);
  if (typeof taken === 'string') throw new Error(taken);
  const rows = (await store.claimBatch(taken.lease, 10, 1e6, now)).rows;
  const failure = {
    code: 'unavailable',
    detail: 'refused',
    startedAt: now,
    tried: rows,
    nextAttemptAt: () => now + 3_600_000,
  };
  await store.recordFailure(taken.lease, failure, now);
  await store.release(taken.lease, now);
}

const due = async (): Promise<string[]> =>
  (await new PostgresOutboxStore(shell.database.db).dueDestinations(Date.now(), 10)).map(({ domain }) => domain);
const actions = async (): Promise<unknown[]> =>
  (await shell.rows('audit')).map(({ action, subject, actor }) => [action, subject, String(actor).split(':')[0]]);

it('shows a backlog, why it waits, and its messages', async () => {
  await fail();
  expect(await shell.rows('destination', 'list')).toEqual([
    expect.objectContaining({
      domain: PEER,
      state: 'down',
      backlog: 3,
      oldest_at: expect.any(Number) as number,
      failures: 1,
      last_error: { code: 'unavailable', detail: 'refused', at: expect.any(Number) as number },
    }),
  ]);
  const [found] = await shell.rows<{ attempts: unknown[] }>('destination', 'show', PEER);
  expect(found?.attempts).toEqual([
    expect.objectContaining({ outcome: 'failed', code: 'unavailable', detail: 'refused' }),
  ]);
  const queue = await shell.rows('destination', 'queue', PEER, '--limit', '2');
  expect(queue).toEqual([expect.objectContaining({ sender: ALICE, attempts: 1 }), expect.anything()]);
  expect(await shell.text('destination', 'list')).toMatch(
    /^domain +state +backlog[^]*org2\.test +down +3 [^]*unavailable: refused/,
  );
});

it('tries now, pauses and resumes, once each, and notes it', async () => {
  expect(await due()).toEqual([]);
  expect(await shell.rows('destination', 'retry', PEER)).toEqual([{ domain: PEER, retry: 'done' }]);
  expect(await due()).toEqual([PEER]);
  expect(await shell.rows('destination', 'pause', 'ORG2.test')).toEqual([{ domain: 'ORG2.test', pause: 'done' }]);
  expect(await shell.rows('destination', 'pause', PEER)).toEqual([{ domain: PEER, pause: 'nothing to do' }]);
  expect(await due()).toEqual([]);
  expect(await shell.rows('destination', 'list')).toEqual([expect.objectContaining({ state: 'paused' })]);
  expect(await shell.rows('destination', 'resume', PEER)).toEqual([{ domain: PEER, resume: 'done' }]);
  expect(await due()).toEqual([PEER]);
  expect(await actions()).toEqual([
    ['destination.resume', PEER, 'iimpctl'],
    ['destination.pause', PEER, 'iimpctl'],
    ['destination.retry', PEER, 'iimpctl'],
  ]);
});

it('purges with a notice to the sender for each message, only when that is confirmed', async () => {
  await expect(shell.text('destination', 'purge', PEER)).rejects.toThrow('--yes');
  // Only a portion that says so is not the last: mail may keep coming.
  const first = jest
    .spyOn(LocalDestinations.prototype, 'purge')
    .mockResolvedValueOnce({ domain: PEER, purged: 500, more: true });
  expect(await shell.rows('destination', 'purge', PEER, '--yes')).toEqual([{ domain: PEER, purged: 503 }]);
  expect(first).toHaveBeenCalledTimes(2);
  first.mockRestore();
  const notices = (await mailboxOf(shell.database.db, ALICE)).filter(({ type }) => type === 'delivery_failure');
  expect(notices).toHaveLength(3);
  expect(notices[0]).toMatchObject({ domain: PEER, recipients: [`bob@${PEER}`], detail: 'given up by an operator' });
  expect(await new DestinationAdmin(shell.database.db).totals()).toMatchObject({ waiting: 0 });
  expect((await shell.rows('audit'))[0]).toMatchObject({ action: 'destination.purge', detail: { purged: 3 } });
});

it('lists all that need attention, and says where a list ends that was cut', async () => {
  await shell.database.db.pool.query(
    `insert into destinations (domain, active, failures) select 'd' || n || '.test', true, 1 from generate_series(100, 1200) n`,
  );
  expect(await shell.rows('destination', 'list')).toHaveLength(1_102);
  expect(shell.hints()).toEqual([]);
  const cut = await shell.rows('destination', 'list', '--limit', '1050');
  const last = String(cut.at(-1)?.['domain']);
  expect([cut.length, shell.hints()]).toEqual([1_050, [`more: --after ${last}`]]);
  expect([(await shell.rows('destination', 'list', '--after', last)).length, shell.hints()]).toEqual([52, []]);
  await shell.text('audit', '--limit', '1');
  expect(shell.hints()).toEqual([expect.stringMatching(/^more: --before \d+$/)]);
});

it('knows nothing of a domain that was never addressed', async () => {
  await expect(shell.text('destination', 'show', 'org9.test')).rejects.toThrow('nothing is known of org9.test');
});
