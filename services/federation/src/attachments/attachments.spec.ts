import { createHash, randomBytes } from 'node:crypto';
import { get as httpGet } from 'node:http';
import { Readable } from 'node:stream';
import { newId } from '@iimp/protocol/ids';
import { AttachmentFetches } from '@iimp/storage/attachment-fetches';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { Peer } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';
import { pathOf, pull, uploadFor, type UploadOptions } from './attachments.testkit.js';

let world: World;
let org1: Peer;
let org4: Peer;
let id: string;
const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const digest = (bytes: Buffer) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

const upload = (options: UploadOptions = {}): Promise<string> => uploadFor(world, org1, content, options);

beforeAll(async () => {
  world = await startWorld();
  org1 = world.peer('org1.test');
  org4 = world.peer('org4.test');
  id = await upload();
});
afterAll(() => world?.stop());

describe('GET /federation/v1/attachments/{id}', () => {
  it('gives the whole to a domain that has a recipient', async () => {
    const { status, headers, body } = await pull(org1, id);
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      'content-length': '300000',
      'content-type': 'application/octet-stream',
      'content-digest': digest(content),
      'accept-ranges': 'bytes',
    });
  });

  it.each<[string, number, number]>([
    ['bytes=0-0', 0, 1],
    ['bytes=100000-', 100_000, 300_000],
    ['bytes=-5', 299_995, 300_000],
    ['bytes=299999-400000', 299_999, 300_000],
  ])('gives %s', async (range, from, to) => {
    const { status, headers, body } = await pull(org1, id, { range });
    expect(status).toBe(206);
    expect(body.equals(content.subarray(from, to))).toBe(true);
    expect(headers).toMatchObject({
      'content-range': `bytes ${from}-${to - 1}/300000`,
      'content-length': String(to - from),
      'repr-digest': digest(content),
      'content-digest': digest(content.subarray(from, to)),
    });
  });

  it.each(['bytes=5-4', 'bytes=x', 'bytes=0-1,5-6', 'items=0-1'])('gives the whole for %s', async (range) => {
    const { status, body } = await pull(org1, id, { range });
    expect([status, body.length]).toEqual([200, content.length]);
  });

  it('tells the size and digest to who asks by HEAD', async () => {
    const path = pathOf(id);
    const { status, headers, body } = await org1.send({ method: 'HEAD', path });
    expect([status, body.length]).toEqual([200, 0]);
    expect(headers).toMatchObject({ 'content-length': '300000', 'content-digest': digest(content) });
    expect((await org4.send({ method: 'HEAD', path })).status).toBe(404);
  });

  it('gives what a user here sends on to the domain that it is sent to, whoever made it', async () => {
    const origin = 'org4.test';
    const [forwarded] = [{ attachment_id: newId(world.now()), size: content.length, sha256 }];
    const writer = new MessageWriter(world.database.db);
    const send = (sender: string, to: string) =>
      writer.submit({
        message: org1.message({ sender, participants: [sender, to], attachments: [forwarded!] }),
        origin: sender.endsWith(origin) ? { kind: 'remote', domain: origin } : { kind: 'local', user: sender },
      });
    expect((await send(`carol@${origin}`, 'bob@org2.test')).status).toBe('stored');
    const fetches = new AttachmentFetches(world.database.db);
    const jobs = await fetches.claimFetches('w', 50, Date.now() * 2, { leaseMs: 1, perOrigin: 50 });
    const job = jobs.find(({ attachmentId }) => attachmentId === forwarded!.attachment_id)!;
    await world.context.blobs.put(job.blobKey, Readable.from([content]), { maxBytes: content.length });
    expect(await fetches.completeFetch(job, Date.now() * 2)).toBe(job.size);
    expect((await pull(org1, forwarded!.attachment_id)).status).toBe(404);
    expect((await send('bob@org2.test', 'alice@org1.test')).status).toBe('stored');
    await writer.close();
    expect((await pull(org1, forwarded!.attachment_id)).body.equals(content)).toBe(true);
  });

  it('says that it ends before the range begins', async () => {
    const { status, headers, json } = await pull(org1, id, { range: 'bytes=300000-' });
    expect([status, headers['content-range'], json.code]).toEqual([416, 'bytes */300000', 'invalid_request']);
  });

  it('makes no difference between what is not there and what is not for the asking domain', async () => {
    const [unsent, unfinished] = [await upload({ send: false }), await upload({ ready: false })];
    const answers = [
      await pull(org4, id),
      await pull(org1, unsent),
      await pull(org1, unfinished),
      await pull(org1, newId(world.now())),
      await pull(org1, 'no-uuid'),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
    expect(answers[0]!.json.code).toBe('not_found');
  });

  it('wants a signature, once', async () => {
    expect((await pull(org1, id, {}, { headers: { signature: undefined } })).json.code).toBe('invalid_signature');
    const headers = org1.sign({ method: 'GET', path: pathOf(id) });
    expect((await pull(org1, id, headers)).status).toBe(200);
    expect((await pull(org1, id, headers)).json.code).toBe('replayed_request');
  });

  it('takes a blob that is lost for a fault that may pass', async () => {
    const lost = await upload();
    await world.context.blobs.delete(`local/${lost}`);
    const { status, json } = await pull(org1, lost);
    expect([status, json.code]).toEqual([503, 'unavailable']);
  });

  it('goes on serving when a puller leaves in the middle', async () => {
    const path = pathOf(id);
    const headers = { ...org1.sign({ method: 'GET', path }), host: 'org2.test' };
    await new Promise<void>((resolve, reject) => {
      const request = httpGet(`${world.url}${path}`, { headers, agent: false }, (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
        response.on('error', () => undefined);
      });
      request.on('error', reject);
    });
    expect((await pull(org1, id)).status).toBe(200);
  });
});
