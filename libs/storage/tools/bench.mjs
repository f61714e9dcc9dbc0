// Rates of the message writer, of sync and of the outbox, in one process against the local Postgres. Needs a build.
//   node libs/storage/tools/bench.mjs [--seconds 5] [--pairs 50] [--outstanding 500] [--only local,federated,...]
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { newId } from '@iimp/protocol/ids';
import { migrate } from '@iimp/storage/data-source';
import { Database } from '@iimp/storage/database';
import { Domains } from '@iimp/storage/domains';
import { MailboxRows } from '../dist/internal/mailbox-rows.js';
import { bigintArray, textArray, uuidArray } from '../dist/internal/pg-array.js';
import { envelopeJson, keysJson } from '../dist/internal/wire-json.js';
import { MailboxView } from '@iimp/storage/read/mailbox-view';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { Users } from '@iimp/storage/users';
import { MessageWriter } from '@iimp/storage/write/message-writer';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '50' },
    outstanding: { type: 'string', default: '500' },
    only: { type: 'string', default: 'floor,local,received,federated,drain,one,sync' },
    batch: { type: 'string', default: '100' },
    concurrency: { type: 'string', default: '2' },
    group: { type: 'string', default: '2' },
  },
});
const ADMIN = process.env.IIMP_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const seconds = Number(options.seconds);
const pairs = Number(options.pairs);

const name = `iimp_bench_${randomUUID().slice(0, 8)}`;
const url = ADMIN.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
const admin = new pg.Client({ connectionString: ADMIN });
await admin.connect();
await admin.query(`create database ${name} template template0`);
await migrate(url);
const db = new Database({ url, max: 8, applicationName: 'iimp-bench' });

const address = (index, domain) => `user${index}@${domain}`;
for (const domain of ['a.test']) await new Domains(db).add(domain, 1);
for (let index = 0; index < pairs * 2; index++)
  await new Users(db).create({ address: address(index, 'a.test'), passwordHash: null, now: 1 });

const noise = randomBytes(4096).toString('base64url');
let ids = 0;
/** A UUIDv7 of now, cheaper than a random one: making messages is not what is measured. */
function nextId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const n = (++ids).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n}`;
}
const conversations = Array.from({ length: pairs }, () => newId());

/** @returns {import('@iimp/proto/types').Message} */
function message(pair, here, there) {
  const sender = address(pair, here);
  const participants = [sender, address(pair + pairs, there)];
  for (let i = 2; i < Number(options.group); i++) participants.push(address((pair + i) % pairs, there));
  return {
    message_id: nextId(),
    conversation_id: conversations[pair],
    sender,
    participants: [...new Set(participants)],
    timestamp: Date.now(),
    type: 'text',
    reference: null,
    encrypted_payload: noise.slice(0, 1420),
    encrypted_keys: [...new Set(participants)].map((recipient) => ({
      recipient,
      encrypted_key: noise.slice(0, 107),
      key_id: '0123456789abcdef',
    })),
    signature: noise.slice(0, 86),
  };
}

/** CPU of the backends of this database, from /proc: the server is on this machine. */
async function postgresSeconds() {
  const { rows } = await admin.query('select pid from pg_stat_activity where datname = $1', [name]);
  let ticks = 0;
  for (const { pid } of rows) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

async function measure(label, outstanding, step) {
  for (let i = 0; i < 20; i++) await step(i);
  const until = Date.now() + seconds * 1000;
  const started = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const pgBefore = await postgresSeconds();
  const wal = Number((await admin.query(`select pg_current_wal_lsn() - '0/0' as n`)).rows[0].n);
  let done = 0;
  const times = [];
  const loop = async (worker) => {
    for (let i = worker; Date.now() < until; i += outstanding) {
      const t = performance.now();
      const count = await step(i);
      done += count;
      times.push(performance.now() - t);
    }
  };
  await Promise.all(Array.from({ length: outstanding }, (_, worker) => loop(worker)));
  const elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  const walAfter = Number((await admin.query(`select pg_current_wal_lsn() - '0/0' as n`)).rows[0].n);
  times.sort((a, b) => a - b);
  const at = (q) => times[Math.floor(times.length * q)]?.toFixed(2);
  const k = done / 1000;
  console.log(
    `${label.padEnd(34)} ${Math.round(done / elapsed)}/s  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  CPU s per 1,000: node ${((used.user + used.system) / 1e6 / k).toFixed(4)}, postgres ${(((await postgresSeconds()) - pgBefore) / k).toFixed(4)}  WAL ${Math.round((walAfter - wal) / done)} B`,
  );
}

const writer = new MessageWriter(db, { maxBatch: Number(options.batch), concurrency: Number(options.concurrency) });
const store = (m, origin, destination) =>
  writer.submit({ message: m, origin, destination }).then((r) => {
    if (r.status !== 'stored') throw new Error(JSON.stringify(r));
    return 1;
  });
const outstanding = Number(options.outstanding);
const FLOOR = `
  insert into messages (message_id, conversation_id, sender, type, reference, local_domains, sent_at, envelope, encrypted_keys, created_at)
  select n.*, $10::bigint
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bigint[], $8::text[], $9::text[]) n`;

/** The least that storing needs: batches of 100, counters, mailbox rows and messages; nothing is checked, hashed or made. */
function floor() {
  const batch = Array.from({ length: 100 }, (_, i) => message(i % pairs, 'a.test', 'a.test'));
  const texts = batch.map((m) => envelopeJson(m));
  const keys = batch.map((m) => keysJson(m.encrypted_keys));
  return measure('floor: rows alone', 2, async (i) => {
    const ids = batch.map(() => nextId());
    await db.transaction('floor', async (tx) => {
      const rows = new MailboxRows();
      ids.forEach((messageId, at) => {
        rows.add((((i % 2) * pairs + at) % (2 * pairs)) + 1, { messageId });
        rows.add((((i % 2) * pairs + at + 1) % (2 * pairs)) + 1, { messageId });
      });
      rows.write(tx).catch(() => undefined);
      tx.query('floor-messages', FLOOR, [
        uuidArray(ids),
        uuidArray(batch.map((m) => m.conversation_id)),
        textArray(batch.map((m) => m.sender)),
        textArray(batch.map((m) => m.type)),
        uuidArray(batch.map(() => null)),
        textArray(batch.map(() => 'a.test')),
        bigintArray(batch.map((m) => m.timestamp)),
        textArray(texts),
        textArray(keys),
        1,
      ]).catch(() => undefined);
    });
    return 100;
  });
}
const runs = {
  floor,
  local: () =>
    measure('local: both users here', outstanding, (i) => {
      const m = message(i % pairs, 'a.test', 'a.test');
      return store(m, { kind: 'local', user: m.sender });
    }),
  federated: () => {
    for (let i = 0; i < pairs; i++) conversations[i] = newId();
    return measure('sent: to another domain', outstanding, (i) => {
      const m = message(i % pairs, 'a.test', 'b.test');
      return store(m, { kind: 'local', user: m.sender });
    });
  },
  /** Takes what `federated` left, as a worker does, without posting it. */
  drain: async () => {
    const store = new PostgresOutboxStore(db);
    const acquired = await store.acquire('b.test', 'bench', 60_000, Date.now());
    if (typeof acquired === 'string') throw new Error(`nothing to drain: ${acquired}`);
    await measure('drained: claims of 100', 1, async () => {
      const now = Date.now();
      const { rows } = await store.claimBatch(acquired.lease, 100, 1 << 23, now);
      const receipt = { signature: noise.slice(0, 86), body: noise.slice(0, 1000) };
      await store.complete(
        acquired.lease,
        rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [], receipt })),
        now,
      );
      return rows.length;
    });
    await store.release(acquired.lease, Date.now());
  },
  received: () => {
    for (let i = 0; i < pairs; i++) conversations[i] = newId();
    return measure('received: batches of 50', Math.max(1, outstanding / 50), async (i) => {
      /** @type {import('@iimp/storage/write/types').IncomingMessage[]} */
      const entries = Array.from({ length: 50 }, (_, j) => ({
        message: message((i * 50 + j) % pairs, 'c.test', 'a.test'),
        origin: { kind: 'remote', domain: 'c.test' },
        destination: 'a.test',
      }));
      return (await writer.submitMany(entries)).length;
    });
  },
  one: () => {
    for (let i = 0; i < pairs; i++) conversations[i] = newId();
    return measure('sent: one at a time', 1, (i) => {
      const m = message(i % pairs, 'a.test', 'b.test');
      return store(m, { kind: 'local', user: m.sender });
    });
  },
  sync: () => {
    const view = new MailboxView(db);
    let cursor = 0;
    return measure('sync: pages of 100', 1, async (i) => {
      const page = await view.readMailbox(address(i % pairs, 'a.test'), cursor, 100, 1 << 22);
      return page.messages.length;
    });
  },
};
try {
  for (const run of options.only.split(',')) await runs[run]();
} finally {
  await writer.close();
  await db.close();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
}
