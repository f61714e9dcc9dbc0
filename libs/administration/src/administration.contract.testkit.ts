/** What every Administration does, whichever way it reaches the deployment. */
import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@iimp/protocol/ids';
import { Attachments } from '@iimp/storage/attachments';
import { fromLocal, mailboxOf, makeMessage } from '@iimp/storage/fixtures.testkit';
import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { Sessions } from '@iimp/storage/sessions';
import type { TestDatabase } from '@iimp/storage/testkit.testkit';
import { Users } from '@iimp/storage/users';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { Administration } from './administration.js';

export interface AdministrationCase {
  /** Over a new database, with a folder for private keys. */
  administration: Administration;
  test: TestDatabase;
  /** What the audit log says of who acts. */
  actor: string;
  close(): Promise<void>;
}

const ALICE = 'alice@org1.test';
const PEER = 'org2.test';
const PASSWORD = 'correct horse battery';
const DAY = 86_400_000;

/** A public key of a domain whose private half is elsewhere. */
const publicKey = (): string => String(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x);

/** Tests in an order: each goes on from what the one before left. */
export function describeAdministration(name: string, open: () => Promise<AdministrationCase>): void {
  describe(`administration ${name}`, () => {
    let world: AdministrationCase;
    let admin: Administration;
    beforeAll(async () => {
      world = await open();
      admin = world.administration;
    });
    afterAll(() => world?.close());

    const refused = (code: string, detail = '') =>
      expect.objectContaining({ code, detail: expect.stringContaining(detail) as string }) as unknown;

    it('serves domains, each with a key that signs', async () => {
      const added = await admin.domains.add({ domain: 'ORG1.test', key_id: 'k1' });
      expect(added).toMatchObject({ domain: 'org1.test', keys: [{ key_id: 'k1', state: 'active', expires_at: null }] });
      expect(await admin.domains.add({ domain: 'org1.test' })).toEqual(added);
      expect(await admin.domains.list()).toEqual({ domains: [added] });
      await expect(admin.domains.show('org9.test')).rejects.toEqual(refused('not_found', 'org9.test'));
      await expect(admin.domains.add({ domain: '127.0.0.1' })).rejects.toEqual(refused('invalid_request'));
    });

    it('rotates keys with an overlap, takes foreign ones, and retires them', async () => {
      const states = async () =>
        (await admin.domains.show('org1.test')).keys.map(({ key_id, state }) => `${key_id} ${state}`).sort();
      const rotated = await admin.domains.addKey('org1.test', { key_id: 'k2', overlap_days: 2 });
      const before = rotated.keys.find(({ key_id }) => key_id === 'k1');
      expect(before?.state).toBe('accepted');
      expect(Math.abs((before?.expires_at ?? 0) - Date.now() - 2 * DAY)).toBeLessThan(600_000);
      const foreign = publicKey();
      await admin.domains.addKey('org1.test', { key_id: 'k3', public_key: foreign, activate: false });
      expect(await states()).toEqual(['k1 accepted', 'k2 active', 'k3 accepted']);
      const activated = await admin.domains.activateKey('org1.test', 'k3', {});
      expect(activated.keys[0]).toMatchObject({ key_id: 'k3', state: 'active', public_key: foreign });
      await admin.domains.retireKey('org1.test', 'k1');
      expect(await states()).toEqual(['k1 retired', 'k2 accepted', 'k3 active']);
      await expect(admin.domains.retireKey('org1.test', 'k3')).rejects.toEqual(
        refused('not_found', 'the one that signs'),
      );
      await expect(admin.domains.activateKey('org1.test', 'k1', {})).rejects.toEqual(refused('not_found'));
      await expect(admin.domains.addKey('org1.test', { key_id: 'k2' })).rejects.toEqual(
        refused('invalid_request', 'k2'),
      );
      await expect(admin.domains.addKey('org9.test', { key_id: 'k' })).rejects.toEqual(refused('not_found'));
    });

    it('makes users, and lists them page by page', async () => {
      expect(await admin.users.add({ user: 'Alice@org1.test', password: PASSWORD })).toMatchObject({
        user: ALICE,
        state: 'enabled',
      });
      await admin.users.add({ user: 'bob@org1.test', password: PASSWORD });
      await admin.users.add({ user: 'carol@org1.test', password: PASSWORD });
      const first = await admin.users.list({ limit: 2 });
      expect([first.users.map(({ user }) => user), first.next]).toEqual([[ALICE, 'bob@org1.test'], 'bob@org1.test']);
      const rest = await admin.users.list({ limit: 2, after: 'bob@org1.test', domain: 'org1.test' });
      expect([rest.users.map(({ user }) => user), rest.next]).toEqual([['carol@org1.test'], null]);
      await expect(admin.users.add({ user: ALICE, password: PASSWORD })).rejects.toEqual(
        refused('invalid_request', 'exists'),
      );
      await expect(admin.users.add({ user: 'a@org9.test', password: PASSWORD })).rejects.toEqual(
        refused('invalid_request', 'local domain'),
      );
      await expect(admin.users.show('nobody@org1.test')).rejects.toEqual(refused('unknown_user'));
    });

    it('shows and ends log-ins: one, all, with a password, with a user', async () => {
      const store = new Sessions(world.test.db);
      const logIn = async (token: string) =>
        store.create({ address: ALICE, token, now: Date.now(), expiresAt: Date.now() + DAY });
      const alive = async () => (await admin.users.sessions(ALICE)).sessions.map(({ session }) => session).sort();
      const families = [await logIn('a'), await logIn('b'), await logIn('c')].sort();
      await store.rotate({ token: 'a', next: 'a2', now: Date.now(), expiresAt: Date.now() + DAY });
      expect(await alive()).toEqual(families);
      expect(await admin.users.show(ALICE)).toMatchObject({ sessions: 3, keys: null });
      expect(await admin.users.revokeSessions(ALICE, families[1])).toEqual({ revoked: 1 });
      await expect(admin.users.revokeSessions(ALICE, families[1])).rejects.toEqual(refused('not_found'));
      expect(await alive()).toEqual([families[0], families[2]]);
      expect(await admin.users.revokeSessions(ALICE)).toEqual({ revoked: 2 });
      await logIn('d');
      await admin.users.setPassword(ALICE, 'another password');
      expect(await alive()).toEqual([]);
      await logIn('e');
      expect(await admin.users.disable(ALICE)).toMatchObject({ state: 'disabled' });
      expect(await alive()).toEqual([]);
      expect(await admin.users.enable(ALICE)).toMatchObject({ state: 'enabled' });
      await expect(admin.users.disable('nobody@org1.test')).rejects.toEqual(refused('unknown_user'));
    });

    it('says what users store, and sets how much they may', async () => {
      const attachments = new Attachments(world.test.db);
      const upload = async (size: number) => {
        const [attachmentId, owner] = [newId(), ALICE];
        await attachments.createUpload({ attachmentId, owner, blobKey: attachmentId, now: 1 });
        return attachments.markReady({ attachmentId, owner, size, sha256: 'a'.repeat(64) });
      };
      await upload(600);
      expect((await admin.users.show(ALICE)).storage).toEqual({
        stored_bytes: 600,
        attachments: 1,
        limit_bytes: null,
        limit_from: 'configuration',
      });
      expect(await admin.users.limitStorage(ALICE, 1_000)).toMatchObject({
        limit_bytes: 1_000,
        limit_from: 'user',
      });
      expect(await upload(401)).toBe('full');
      expect(await upload(400)).toBe('ready');
      const { users, limits } = await admin.quotas(10);
      expect(users).toEqual([{ user: ALICE, stored_bytes: 1_000, attachments: 2, limit_bytes: 1_000 }]);
      expect(limits).toMatchObject({ attachment_max_bytes: 2 ** 31, rate_user: { per_second: 100, burst: 500 } });
      expect(await admin.users.limitStorage(ALICE, null)).toMatchObject({ limit_from: 'configuration' });
      await expect(admin.users.limitStorage('nobody@org1.test', 1)).rejects.toEqual(refused('unknown_user'));
    });

    it('changes the policy by parts', async () => {
      const change = { mode: 'allow_list' as const, block: ['X.test'], allow: ['b.test', 'a.test'] };
      const policy = { mode: 'allow_list', blocked: ['x.test'], allowed: ['a.test', 'b.test'] };
      expect(await admin.policy.change(change)).toEqual(policy);
      expect(await admin.policy.show()).toEqual(policy);
      await expect(admin.policy.change({ block: ['no domain'] })).rejects.toEqual(refused('invalid_request'));
      await admin.policy.change({ mode: 'open', disallow: ['a.test', 'b.test'], unblock: ['x.test'] });
    });

    it('sees destinations and what waits for them, and acts on them', async () => {
      const writer = new MessageWriter(world.test.db);
      for (let n = 0; n < 3; n++)
        await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, `bob@${PEER}`] })));
      await fail(world.test);
      const down = {
        domain: PEER,
        state: 'down',
        backlog: 3,
        failures: 1,
        last_error: { code: 'unavailable', detail: 'refused' },
      };
      expect(await admin.destinations.list({ limit: 10 })).toMatchObject({ destinations: [down], next: null });
      expect(await admin.destinations.show(PEER)).toMatchObject({ ...down, attempts: [{ outcome: 'failed' }] });
      expect((await admin.destinations.queue(PEER, 2)).messages).toHaveLength(2);
      const overview = await admin.overview();
      expect(overview).toMatchObject({ destinations: [down], backlog: { messages: 3, down: 1, paused: 0 } });
      for (const act of ['retry', 'pause', 'resume'] as const)
        expect(await admin.destinations[act](PEER)).toEqual({ domain: PEER, changed: true });
      expect(await admin.destinations.resume(PEER)).toEqual({ domain: PEER, changed: false });
      await admin.destinations.pause('org3.test');
      const page = await admin.destinations.list({ limit: 1 });
      expect([page.destinations[0]?.domain, page.next]).toEqual([PEER, PEER]);
      expect(await admin.destinations.list({ limit: 1, after: PEER })).toMatchObject({
        destinations: [{ domain: 'org3.test', state: 'paused' }],
        next: null,
      });
      expect(await admin.destinations.purge(PEER)).toEqual({ domain: PEER, purged: 3 });
      expect(await admin.destinations.purge(PEER)).toEqual({ domain: PEER, purged: 0 });
      const long = jest.spyOn(DestinationAdmin.prototype, 'purge');
      long.mockResolvedValueOnce({ purged: 500, more: true, mailboxes: [] });
      expect(await admin.destinations.purge(PEER)).toEqual({ domain: PEER, purged: 500, more: true });
      long.mockRestore();
      const notices = (await mailboxOf(world.test.db, ALICE)).filter(({ type }) => type === 'delivery_failure');
      expect(notices).toHaveLength(3);
      await expect(admin.destinations.show('org9.test')).rejects.toEqual(refused('not_found', 'nothing is known'));
    });

    it('knows the patterns that have a quarantine', async () => {
      const patterns = ['delivery.heard', 'attachments.fetch'];
      expect(await admin.quarantine.counts()).toEqual({
        patterns: patterns.map((pattern) => ({ pattern, messages: 0 })),
      });
      expect(await admin.quarantine.list('delivery.heard', 5)).toEqual({ messages: [] });
      await expect(admin.quarantine.requeue('mailbox.grown', {})).rejects.toEqual(
        refused('invalid_request', 'a pattern is'),
      );
    });

    it('has no proof of what was not delivered', async () => {
      await expect(admin.receipts.export(newId())).rejects.toEqual(refused('not_found', 'no receipt is kept'));
    });

    it('makes tokens, whose names are free again when they are revoked', async () => {
      const made = await admin.tokens.add({ name: 'eve', role: 'viewer', expires_in_days: 3 });
      expect(made.token).toMatch(/^iimp_admin_[A-Za-z0-9_-]{43}$/);
      await expect(admin.tokens.add({ name: 'eve', role: 'admin' })).rejects.toEqual(refused('invalid_request', 'eve'));
      await admin.tokens.revoke('eve');
      await expect(admin.tokens.revoke('eve')).rejects.toEqual(refused('not_found'));
      const again = await admin.tokens.add({ name: 'eve', role: 'operator' });
      expect(again.token).not.toBe(made.token);
      const [listed] = (await admin.tokens.list()).tokens.filter(({ name: of }) => of === 'eve');
      expect(listed).toMatchObject({ role: 'operator', revoked_at: null });
      expect(JSON.stringify(listed)).not.toContain('iimp_admin_');
    });

    it('counts what there is', async () => {
      const found = await admin.statistics();
      expect(found).toMatchObject({
        domains: 1,
        users: { total: 3, disabled: 0 },
        attachments: { count: 2, stored_bytes: 1_000 },
        backlog: { messages: 0, oldest_at: null },
      });
      expect(found.database_bytes).toBeGreaterThan(1_000_000);
    });

    it('names in the audit log who did all that', async () => {
      const all = await admin.audit({ limit: 1_000 });
      const entries = all.entries.filter(({ actor }) => actor !== 'configuration');
      expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([world.actor]));
      const done = new Set(entries.map(({ action }) => action));
      expect(ACTS.filter((act) => !done.has(act))).toEqual([]);
      expect(JSON.stringify(entries)).not.toMatch(/correct horse|another password|iimp_admin_/);
      const purges = await admin.audit({ limit: 5, action: 'destination.purge' });
      expect(purges).toMatchObject({ entries: [{ subject: PEER, detail: { purged: 3 } }], next: null });
      const some = await admin.audit({ limit: 2, action: 'destination', actor: world.actor, subject: PEER });
      expect(some.entries.map(({ action }) => action)).toEqual(['destination.purge', 'destination.resume']);
      const more = await admin.audit({ limit: 2, action: 'destination', subject: PEER, before: some.next ?? 0 });
      expect(more.entries.map(({ action }) => action)).toEqual(['destination.pause', 'destination.retry']);
      expect(await admin.audit({ limit: 2, until: 5 })).toEqual({ entries: [], next: null });
      expect(await admin.audit({ limit: 2, since: Date.now() + DAY })).toEqual({ entries: [], next: null });
      expect(new Set(await keysOf(world.test))).toEqual(new Set(['argon2id']));
    });
  });
}

const ACTS = [
  'domain.add',
  'domain-key.add',
  'domain-key.rotate',
  'domain-key.activate',
  'domain-key.retire',
  'user.add',
  'user.disable',
  'user.enable',
  'user.password',
  'user.storage-limit',
  'session.revoke',
  'policy.change',
  'destination.retry',
  'destination.pause',
  'destination.resume',
  'destination.purge',
  'admin-token.add',
  'admin-token.revoke',
];

/** A failed try, as the delivery service notes it. */
async function fail({ db }: TestDatabase): Promise<void> {
  const store = new PostgresOutboxStore(db);
  const now = Date.now();
  const taken = await store.acquire(PEER, 'test', 10_000, now);
  if (typeof taken === 'string') throw new Error(taken);
  const tried = (await store.claimBatch(taken.lease, 10, 1e6, now)).rows;
  const failure = {
    code: 'unavailable',
    detail: 'refused',
    startedAt: now,
    tried,
    nextAttemptAt: () => now + 3_600_000,
  };
  await store.recordFailure(taken.lease, failure, now);
  await store.release(taken.lease, now);
}

/** How the users' passwords are stored. */
async function keysOf({ db }: TestDatabase): Promise<string[]> {
  const users = new Users(db);
  const all = await users.list({ limit: 10 });
  const found = await Promise.all(all.map(({ address }) => users.credentials(address)));
  return found.map((credentials) => String(credentials?.passwordHash).split('$')[1] ?? '');
}
