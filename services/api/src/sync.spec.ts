import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { SyncResponse } from '@iimp/proto/types';
import { validateSyncResponse } from '@iimp/proto/validators';
import { Users } from '@iimp/storage/users';
import { ALICE, ApiWorld, BOB, eventually, textMessage } from './api.testkit.js';
import { Waiters } from './sync/waiters.js';
import { openStream } from './event-stream.testkit.js';

describe('sync', () => {
  let world: ApiWorld;
  let waiters: Waiters;
  beforeAll(async () => {
    const add = jest.spyOn(Waiters.prototype, 'add');
    world = await ApiWorld.start();
    // The one of the service: learned from its first use.
    await sync(ALICE, 'wait=1&cursor=0').catch(() => undefined);
    waiters = add.mock.contexts[0] as Waiters;
    add.mockRestore();
  });
  afterAll(() => world.stop());

  const sync = async (user: string, query: string, signal?: AbortSignal) =>
    (await world.as<SyncResponse>(user, 'GET', `/sync?${query}`, signal ? { signal } : {})).body;
  const send = async (change: Parameters<typeof textMessage>[0] = {}) => {
    const message = textMessage(change);
    const { status } = await world.as(message.sender, 'POST', '/messages', { body: message });
    expect(status).toBe(201);
    return message.message_id;
  };
  /** Somebody with an empty mailbox. */
  const newcomer = async () => {
    const address = `u${randomUUID().slice(0, 8)}@org1.test`;
    const users = new Users(world.database.db);
    await users.create({
      address,
      passwordHash: (await users.credentials(ALICE))!.passwordHash,
      now: Date.now(),
    });
    return address;
  };
  const waiting = (count: number) => eventually(`${count} to wait`, () => waiters.size === count);

  it('is a story without gaps: backfill, wait, live, complete', async () => {
    const reader = await newcomer();
    const sent: string[] = [];
    const write = async () => sent.push(await send({ participants: [ALICE, reader] }));
    for (let i = 0; i < 25; i++) await write();

    const got: { seq: number; id: string }[] = [];
    let cursor = 0;
    const take = (page: SyncResponse): SyncResponse => {
      expect(validateSyncResponse(page)).toBe(true);
      got.push(...page.messages.map(({ seq, message_id }) => ({ seq, id: message_id })));
      cursor = page.next_cursor;
      return page;
    };
    // Backfill.
    while (take(await sync(reader, `cursor=${cursor}&limit=10`)).has_more);
    expect(got).toHaveLength(25);
    // Nothing is there, so the long poll waits; a message answers it.
    const polled = sync(reader, `cursor=${cursor}&wait=30`);
    await waiting(1);
    await write();
    expect(take(await polled).messages).toHaveLength(1);
    // Live: writers at once, while the reader goes on polling.
    const writers = Promise.all(Array.from({ length: 8 }, async () => Promise.all([write(), write(), write()])));
    while (got.length < 50) take(await sync(reader, `cursor=${cursor}&wait=30&limit=7`));
    await writers;
    expect(got.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(got.map(({ id }) => id).sort()).toEqual([...sent].sort());
    // The same cursor, the same answer.
    const all = await sync(reader, 'cursor=0&limit=1000');
    expect(all.messages.map(({ seq, message_id }) => ({ seq, id: message_id }))).toEqual(got);
    expect(await sync(reader, 'cursor=50')).toEqual({ next_cursor: 50, has_more: false, messages: [], notices: [] });
  });

  it('answers a wait that nothing ended when its time is over', async () => {
    const reader = await newcomer();
    expect(await sync(reader, 'wait=1')).toMatchObject({ next_cursor: 0, has_more: false, messages: [] });
    expect(waiters.size).toBe(0);
  });

  it('frees the place of a client that went away', async () => {
    const reader = await newcomer();
    const gone = new AbortController();
    const polled = sync(reader, 'wait=60', gone.signal).catch(() => 'gone');
    await waiting(1);
    gone.abort();
    expect(await polled).toBe('gone');
    await waiting(0);
  });

  it('hears of what was stored here without the broker', async () => {
    const reader = await newcomer();
    const said = jest.spyOn(world.context.messaging.client, 'emitBestEffort');
    const polled = sync(reader, 'wait=30');
    await waiting(1);
    await send({ participants: [ALICE, reader] });
    expect((await polled).messages).toHaveLength(1);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('hears of mailboxes that others filled, by the broker', async () => {
    const reader = await newcomer();
    const replica = await world.replica();
    const polled = sync(reader, 'wait=30');
    await waiting(1);
    const url = `${replica.url!}/api/v1/messages`;
    await world.as(ALICE, 'POST', url, { body: textMessage({ participants: [ALICE, reader] }) });
    expect((await polled).messages).toHaveLength(1);
    await replica.stop(AbortSignal.timeout(5_000));
  });

  it('finds by itself what nobody told of', async () => {
    const reader = await newcomer();
    const replica = await world.replica();
    const deaf = jest.spyOn(replica.context.messaging.client, 'emitBestEffort').mockImplementation(() => undefined);
    try {
      const polled = sync(reader, 'wait=30');
      await waiting(1);
      const url = `${replica.url!}/api/v1/messages`;
      await world.as(ALICE, 'POST', url, { body: textMessage({ participants: [ALICE, reader] }) });
      expect((await polled).messages).toHaveLength(1);
    } finally {
      deaf.mockRestore();
      await replica.stop(AbortSignal.timeout(5_000));
    }
  });

  it('lets the wait of a user that is longest under way go when the user begins too many', async () => {
    const reader = await newcomer();
    const gone = new AbortController();
    const first = sync(reader, 'wait=60');
    await waiting(1);
    const others = Array.from({ length: 16 }, () => sync(reader, 'wait=60', gone.signal).catch(() => 'gone'));
    expect(await first).toMatchObject({ messages: [] });
    gone.abort();
    await Promise.all(others);
    await waiting(0);
  });

  describe('as a stream', () => {
    it('tells what was there and what comes, and goes on where it ended', async () => {
      const reader = await newcomer();
      const token = await world.token(reader);
      const ids = [await send({ participants: [ALICE, reader] }), await send({ participants: [ALICE, reader] })];
      const first = await openStream(`${world.url}/stream`, { authorization: `Bearer ${token}` });
      expect(first.headers['content-type']).toContain('text/event-stream');
      const backfill = await first.next();
      const page = JSON.parse(backfill.data) as SyncResponse;
      expect(validateSyncResponse(page)).toBe(true);
      expect([backfill.event, backfill.id]).toEqual(['sync', '2']);
      expect(page.messages.map(({ message_id }) => message_id)).toEqual(ids);
      const live = await send({ participants: [ALICE, reader] });
      const event = await first.next();
      expect([event.id, event.data.includes(live)]).toEqual(['3', true]);
      first.close();
      await waiting(0);

      const missed = await send({ participants: [ALICE, reader] });
      const second = await openStream(`${world.url}/stream?cursor=0`, {
        authorization: `Bearer ${token}`,
        'last-event-id': '3',
      });
      const resumed = await second.next();
      expect([resumed.id, resumed.data.includes(missed)]).toEqual(['4', true]);
      expect((JSON.parse(resumed.data) as SyncResponse).messages).toHaveLength(1);
      second.close();
      await waiting(0);
    });

    it('ends when its user is disabled', async () => {
      const reader = await newcomer();
      const stream = await openStream(`${world.url}/stream`, { authorization: `Bearer ${await world.token(reader)}` });
      await waiting(1);
      await new Users(world.database.db).setDisabled(reader, true, Date.now());
      await stream.ended;
      await waiting(0);
    });
  });
});

describe('a stop', () => {
  it('answers those who wait, and ends streams, within its time', async () => {
    const world = await ApiWorld.start();
    const added = jest.spyOn(Waiters.prototype, 'add');
    const [alice, bob] = [await world.token(ALICE), await world.token(BOB)];
    const stream = await openStream(`${world.url}/stream`, { authorization: `Bearer ${bob}` });
    const polls = Array.from({ length: 5 }, () => world.ask<SyncResponse>('GET', '/sync?wait=60', { token: alice }));
    await eventually('all to wait', () => added.mock.calls.length === 6);
    const answered = Promise.allSettled(polls);
    // A client that connected and never asked anything holds nobody up.
    const silent = connect(Number(new URL(world.url).port), '127.0.0.1');
    await once(silent, 'connect');
    let told = '';
    silent.on('data', (chunk) => (told += chunk.toString()));
    await world.stop();
    for (const answer of await answered)
      expect(answer).toMatchObject({ status: 'fulfilled', value: { status: 200, body: { messages: [] } } });
    await stream.ended;
    expect(told).toBe('');
    added.mockRestore();
  });

  it('refuses to wait for too many, but tells what is there', async () => {
    const world = await ApiWorld.start({ IIMP_MAX_WAITERS: '1' });
    const added = jest.spyOn(Waiters.prototype, 'add');
    const gone = new AbortController();
    const first = world.as(ALICE, 'GET', '/sync?wait=60', { signal: gone.signal }).catch(() => 'gone');
    await eventually('the first to wait', () => added.mock.calls.length === 1);
    added.mockRestore();
    const full = await world.as(BOB, 'GET', '/sync?wait=1');
    expect(full.status).toBe(503);
    expect(full.headers.get('retry-after')).toBe('5');
    const message = textMessage({ sender: BOB, participants: [BOB, 'carol@org1.test'] });
    await world.as(BOB, 'POST', '/messages', { body: message });
    const there = await world.as<SyncResponse>(BOB, 'GET', '/sync?wait=60');
    expect([there.status, there.body.messages.length]).toEqual([200, 1]);
    gone.abort();
    await first;
    await world.stop();
  });
});
