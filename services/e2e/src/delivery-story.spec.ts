/** What operators see of delivery and do with it, and what senders are told, between two standalones. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiError } from '@iimp/client/errors';
import type { IimpClient } from '@iimp/client/client';
import { generateUserKeys } from '@iimp/crypto/keys';
import type { UserKeysDocument } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import type { World } from '@iimp/testbed/world';
import { compose, Mailbox } from './mailbox.testkit.js';
import { person } from './people.testkit.js';

jest.setTimeout(180_000);

const [ONE, TWO] = ['org1.test', 'org2.test'] as const;
const MAIN = join(__dirname, '../../cli/dist/bundle/main.js');

let world: World;
let alice: Mailbox;
let bob: Mailbox;
let carol: Mailbox;
let keys: { bob: UserKeysDocument; carol: UserKeysDocument };

beforeAll(async () => {
  // Long back-offs: what goes out again does so because somebody asked for it.
  const env = { IIMP_RETRY_BASE: '10m', IIMP_RETRY_CAP: '1h', IIMP_DOMAIN_KEY_LEAD: '1s' };
  world = await startStandaloneWorld({ env });
  alice = new Mailbox(await person(world, `alice@${ONE}`));
  bob = new Mailbox(await person(world, `bob@${TWO}`));
  carol = new Mailbox(await person(world, `carol@${TWO}`));
  keys = { bob: await alice.client.keysOf(bob.client.address), carol: await alice.client.keysOf(carol.client.address) };
});
afterAll(() => world?.close());

const ctl = (domain: string, ...args: string[]): Promise<string> => world.org(domain).iimpctl(...args);
const rows = async <T = Record<string, unknown>>(domain: string, ...args: string[]): Promise<T[]> =>
  JSON.parse(await ctl(domain, '--json', ...args)) as T[];

/** Sends to Bob; returns the message's id. */
async function write(text: string, conversationId?: string): Promise<string> {
  const message = await compose(alice.client, [keys.bob], text, conversationId);
  await alice.client.post(message);
  return message.message_id;
}

const destination = async (): Promise<Record<string, unknown> | undefined> =>
  (await rows(ONE, 'destination', 'list', '--all')).find(({ domain }) => domain === TWO);

/** iimpctl without any deployment: no folder, no database. */
const offline = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [MAIN, 'receipt', 'verify', ...args], { env: { PATH: process.env['PATH'] } });

/** First, because the sender asks for new keys at most once a minute (profile §2): what is between needs none, and passes the time. */
describe('a receipt', () => {
  it('proves a delivery to anybody, offline, also after the key was rotated', async () => {
    const id = await write('proven');
    await bob.texts([id]);
    await until('it is marked', async () =>
      (await alice.client.deliveries(id)).deliveries.every(({ state }) => state === 'delivered'),
    );
    const file = join(world.folder, 'proof.json');
    await ctl(ONE, 'receipt', 'export', id, '--out', file);
    const [key] = await rows<{ key_id: string; public_key: string }>(TWO, 'domain', 'key', 'list', TWO);
    await ctl(TWO, 'domain', 'key', 'rotate', TWO, '--key-id', 'next');
    const { stdout } = await offline(file, '--public-key', key?.public_key ?? '');
    expect(stdout).toContain(`proven: ${TWO} took the message ${id}`);
    expect(stdout).toMatch(new RegExp(`key_id +${key?.key_id}\\n`));
    expect(stdout).toMatch(/recipients +bob@org2.test\n/);

    writeFileSync(file, readFileSync(file, 'utf8').replace('bob@org2.test', 'rob@org2.test'));
    await expect(offline(file)).rejects.toMatchObject({
      code: 1,
      stderr: "iimpctl: not proven: the request's body: content-digest: not of this body\n",
    });
  });
});

describe('an operator', () => {
  it('pauses a destination, sees its backlog, and lets it go on', async () => {
    await ctl(ONE, 'destination', 'pause', TWO);
    const lane = newId();
    const ids = [await write('one', lane), await write('two', lane), await write('three', lane)];
    expect(await destination()).toMatchObject({ state: 'paused', backlog: 3 });
    expect(await rows(ONE, 'destination', 'queue', TWO)).toHaveLength(3);
    expect((await alice.client.deliveries(ids[0] ?? '')).deliveries).toEqual([
      expect.objectContaining({ domain: TWO, state: 'queued', attempts: 0 }),
    ]);
    await ctl(ONE, 'destination', 'resume', TWO);
    expect(await bob.texts(ids)).toEqual(['one', 'two', 'three']);
    await until('the backlog is gone', async () => (await destination())?.['backlog'] === 0);
  });

  it('purges what waits: each sender is told, and what comes later goes out', async () => {
    await ctl(ONE, 'destination', 'pause', TWO);
    const ids = [await write('never'), await write('ever')];
    expect(await rows(ONE, 'destination', 'purge', TWO, '--yes')).toEqual([{ domain: TWO, purged: 2 }]);
    for (const id of ids) {
      expect(await alice.noticesOf(id)).toEqual([
        expect.objectContaining({ domain: TWO, recipients: [bob.client.address], detail: 'given up by an operator' }),
      ]);
    }
    await ctl(ONE, 'destination', 'resume', TWO);
    expect(await bob.texts([await write('later')])).toEqual(['later']);
    expect(bob.messages.filter(({ message }) => ids.includes(message.message_id))).toEqual([]);
  });

  it('has an outage retried at once', async () => {
    await world.org(TWO).stop();
    const id = await write('after the outage');
    await until('it is seen to be down', async () => (await destination())?.['state'] === 'down');
    const [shown] = await rows<{ attempts: { outcome: string }[] }>(ONE, 'destination', 'show', TWO);
    expect(shown?.attempts[0]).toMatchObject({ outcome: 'failed', code: 'unavailable' });
    await world.org(TWO).start();
    expect(await destination()).toMatchObject({ state: 'down', backlog: 1, failures: 1 });
    await ctl(ONE, 'destination', 'retry', TWO);
    expect(await bob.texts([id])).toEqual(['after the outage']);
    await until('it is well again', async () => (await destination())?.['state'] === 'up');
  });

  it('finds all of that in the audit log', async () => {
    const done = (await rows(ONE, 'audit')).map(({ action }) => action);
    for (const act of ['pause', 'resume', 'purge', 'retry']) expect(done).toContain(`destination.${act}`);
    expect(done).toContain('user.add');
  });
});

describe('a sender', () => {
  it('is told once which of three recipients does not exist', async () => {
    const { document: ghost } = await generateUserKeys(`ghost@${TWO}`);
    const message = await compose(alice.client, [keys.bob, keys.carol, ghost], 'to three');
    await alice.client.post(message);
    const notices = await alice.noticesOf(message.message_id);
    expect(notices).toEqual([
      expect.objectContaining({ domain: TWO, recipients: [`ghost@${TWO}`], code: 'unknown_recipient' }),
    ]);
    for (const mailbox of [bob, carol]) expect(await mailbox.texts([message.message_id])).toEqual(['to three']);
  });
});

/** A policy at one side that keeps the two apart, and what ends it. */
const POLICIES: [string, string, string[], string[]][] = [
  ['blocks the receiver', ONE, ['block', TWO], ['unblock', TWO]],
  ['is blocked by the receiver', TWO, ['block', ONE], ['unblock', ONE]],
  ['has an allow list without the receiver', ONE, ['mode', 'allow_list'], ['allow', TWO]],
  ['is not on the allow list of the receiver', TWO, ['mode', 'allow_list'], ['allow', ONE]],
  ['is closed', ONE, ['mode', 'closed'], ['mode', 'open']],
  ['writes to a closed receiver', TWO, ['mode', 'closed'], ['mode', 'open']],
];

describe.each(POLICIES)('a sender whose server %s', (_, side, close, open) => {
  /** The refusal of a look-up of a user over there; each name is asked for once. */
  const lookUp = async (client: IimpClient, domain: string): Promise<string> => {
    const failure: unknown = await client.keysOf(`x${newId().slice(24)}@${domain}`).catch((error: unknown) => error);
    return failure instanceof ApiError ? failure.code : String(failure);
  };
  const policy = async (change: string[], excluded: boolean): Promise<void> => {
    await ctl(side, 'policy', ...change);
    const [client, other] = side === ONE ? [alice.client, TWO] : [bob.client, ONE];
    await until(
      `${side} follows its policy`,
      async () => ((await lookUp(client, other)) === 'domain_blocked') === excluded,
    );
  };

  it('is told at once, and can write when that ends', async () => {
    await policy(close, true);
    const id = await write('kept out');
    expect(await alice.noticesOf(id, 20_000)).toEqual([
      expect.objectContaining({ domain: TWO, recipients: [bob.client.address], code: 'domain_blocked' }),
    ]);
    await policy(open, false);
    expect(await bob.texts([await write('let in')])).toEqual(['let in']);
    expect(bob.messages.some(({ message }) => message.message_id === id)).toBe(false);
    expect(await destination()).toMatchObject({ state: 'up', backlog: 0 });
  });
});

describe('a later receipt', () => {
  it('is signed with the new key after a rotation', async () => {
    // The operator's tool works on the database: the server sees the new key some seconds later.
    const document = `${world.org(TWO).federationUrl}/.well-known/iimp`;
    await until('the server signs with the new key', async () => {
      const published = (await (await world.fetch(document)).json()) as { key_id: string };
      return published.key_id === 'next';
    });
    const id = await write('proven again');
    await until('it is marked', async () => (await alice.client.deliveries(id)).deliveries[0]?.state === 'delivered');
    // The sender asks for new keys at most once a minute (profile §2); what was signed before that is exported later.
    const proof = await until('it can be exported', () => ctl(ONE, 'receipt', 'export', id), {
      deadlineMs: 90_000,
      intervalMs: 1_000,
    });
    const file = join(world.folder, 'proof-2.json');
    writeFileSync(file, proof);
    expect((await offline(file)).stdout).toMatch(/key_id +next\n/);
  });
});
