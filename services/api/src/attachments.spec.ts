import { createHash, randomBytes } from 'node:crypto';
import { OutgoingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Problem, UploadResult } from '@iimp/proto/types';
import { validateProblem, validateUploadResult } from '@iimp/proto/validators';
import { newId } from '@iimp/protocol/ids';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { ALICE, ApiWorld, BOB, CAROL, REMOTE, textMessage, type Answer } from './api.testkit.js';
import { isDocumented } from './openapi.testkit.js';

const MAX = 4 * 1_048_576;

describe('attachments', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start();
  });
  afterAll(() => world.stop());

  const upload = (bytes: Uint8Array, user = ALICE) =>
    world.as<UploadResult & Problem>(user, 'POST', '/attachments', {
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
  /** With `Transfer-Encoding: chunked`. */
  const uploadChunked = async (chunks: Iterable<Buffer>): Promise<Answer<UploadResult & Problem>> => {
    const headers = { authorization: `Bearer ${await world.token(ALICE)}` };
    return new Promise((resolve, reject) => {
      const asked = request(`${world.url}/attachments`, { method: 'POST', headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: new Headers(), body: JSON.parse(text) as never }),
        );
      });
      asked.on('error', reject);
      pipeline(Readable.from(chunks), asked).catch(() => undefined);
    });
  };
  const download = async (id: string, user: string, headers: Record<string, string> = {}) => {
    const token = await world.token(user);
    const response = await fetch(`${world.url}/attachments/${id}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const refTo = ({ attachment_id, size, sha256 }: UploadResult) => ({ attachment_id, size, sha256 });

  it('go up measured and hashed, and down to those who were sent them alone', async () => {
    const bytes = randomBytes(300_000);
    const { status, body } = await upload(bytes);
    expect([status, validateUploadResult(body)]).toEqual([201, true]);
    expect(body).toMatchObject({ size: 300_000, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect((await download(body.attachment_id, ALICE)).bytes.equals(bytes)).toBe(true);
    expect((await download(body.attachment_id, BOB)).status).toBe(404);
    const sent = await world.as(ALICE, 'POST', '/messages', { body: textMessage({ attachments: [refTo(body)] }) });
    expect(sent.status).toBe(201);
    const got = await download(body.attachment_id, BOB);
    expect([got.status, got.bytes.equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-length': '300000',
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      etag: `"${body.sha256}"`,
    });
    expect((await download(body.attachment_id, CAROL)).status).toBe(404);
    expect((await download(newId(), ALICE)).status).toBe(404);
  });

  it('are not sent by who has them not, nor with another size or hash', async () => {
    const { body } = await upload(randomBytes(10));
    const send = (attachment: object, sender = ALICE) =>
      world.as<Problem>(sender, 'POST', '/messages', {
        body: textMessage({ sender, attachments: [attachment as never] }),
      });
    expect((await send(refTo(body), BOB)).body.code).toBe('not_found');
    expect((await send({ ...refTo(body), size: 11 })).body.code).toBe('invalid_request');
    expect((await send({ ...refTo(body), sha256: '0'.repeat(64) })).body.code).toBe('invalid_request');
    expect((await send({ ...refTo(body), attachment_id: newId() })).body.code).toBe('not_found');
  });

  it('may be as large as the limit, and not a byte larger, declared or chunked', async () => {
    expect((await upload(Buffer.alloc(MAX))).status).toBe(201);
    const declared = await upload(Buffer.alloc(MAX + 1));
    expect([declared.status, declared.body.code]).toEqual([413, 'too_large']);
    const chunks = (bytes: number) => Array.from({ length: bytes / 65_536 }, () => Buffer.alloc(65_536));
    const fits = await uploadChunked(chunks(MAX));
    expect([fits.status, fits.body.size]).toEqual([201, MAX]);
    const large = await uploadChunked(chunks(2 * MAX));
    expect([large.status, large.body.code]).toEqual([413, 'too_large']);
  });

  it('may be empty', async () => {
    const declared = await upload(new Uint8Array(0));
    expect([declared.status, declared.body.size]).toEqual([201, 0]);
    const chunked = await uploadChunked([]);
    expect([chunked.status, chunked.body.size]).toEqual([201, 0]);
  });

  describe('in parts', () => {
    const bytes = randomBytes(1_000);
    let id: string;
    let tag: string;
    beforeAll(async () => {
      const { body } = await upload(bytes);
      id = body.attachment_id;
      tag = `"${body.sha256}"`;
    });

    it.each([
      ['bytes=0-0', 0, 0],
      ['bytes=10-19', 10, 19],
      ['bytes=990-', 990, 999],
      ['bytes=990-5000', 990, 999],
      ['bytes=-10', 990, 999],
      ['bytes=-5000', 0, 999],
      ['Bytes = 1-2', 1, 2],
    ])('%s', async (range, start, end) => {
      const got = await download(id, ALICE, { range });
      expect([got.status, got.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end}/1000`]);
      expect(got.bytes.equals(bytes.subarray(start, end + 1))).toBe(true);
      expect(got.headers.get('content-length')).toBe(String(end - start + 1));
    });

    it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s: nothing is there', async (range) => {
      const got = await download(id, ALICE, { range });
      expect([got.status, got.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
      expect(got.headers.get('content-type')).toBe('application/problem+json');
      const problem: unknown = JSON.parse(got.bytes.toString());
      expect(validateProblem(problem)).toBe(true);
      expect(problem).toMatchObject({ status: 416, code: 'invalid_request' });
    });

    it.each(['lines=1-2', 'bytes=0-1,5-6'])('%s: all of it', async (range) => {
      const got = await download(id, ALICE, { range });
      expect([got.status, got.bytes.length]).toEqual([200, 1_000]);
    });

    it('only of the same thing', async () => {
      expect((await download(id, ALICE, { range: 'bytes=0-9', 'if-range': tag })).status).toBe(206);
      expect((await download(id, ALICE, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
      expect((await download(id, ALICE, { 'if-none-match': tag })).status).toBe(304);
    });
  });

  it('are cut off when nobody reads them', async () => {
    const { body } = await upload(Buffer.alloc(MAX));
    // The clock of the answer is the test's: its time is over when the test says so.
    let idle: (() => void) | undefined;
    const clock = jest.spyOn(OutgoingMessage.prototype, 'setTimeout').mockImplementation(function (
      this: OutgoingMessage,
      ms,
      callback,
    ) {
      if (ms > 0) idle = callback as () => void;
      return this;
    });
    const headers = { authorization: `Bearer ${await world.token(ALICE)}` };
    const cutOff = new Promise<Error>((resolve, reject) => {
      const asked = request(`${world.url}/attachments/${body.attachment_id}`, { headers, agent: false }, (response) => {
        response.on('error', resolve);
        response.on('end', () => reject(new Error('it was sent to its end')));
        if (idle) idle();
        else asked.destroy(new Error('nothing looks at whether it is read'));
        response.resume();
      });
      asked.on('error', reject).end();
    });
    try {
      expect(await cutOff).toMatchObject({ code: 'ECONNRESET' });
    } finally {
      clock.mockRestore();
    }
  });

  it('of other domains are pending while they are fetched', async () => {
    const writer = new MessageWriter(world.database.db);
    const attachment = { attachment_id: newId(), size: 5, sha256: 'a'.repeat(64) };
    const message = textMessage({ sender: REMOTE, participants: [REMOTE, BOB], attachments: [attachment] });
    const origin = { kind: 'remote', domain: 'org2.test' } as const;
    const result = await writer.submit({ message, origin, destination: 'org1.test' });
    expect(result.status).toBe('stored');
    await writer.close();
    const answer = await world.as<Problem>(BOB, 'GET', `/attachments/${attachment.attachment_id}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'attachment_pending']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await world.as(ALICE, 'GET', `/attachments/${attachment.attachment_id}`)).status).toBe(404);
    const forward = textMessage({ sender: BOB, participants: [BOB, ALICE], attachments: [attachment] });
    const refused = await world.as<Problem>(BOB, 'POST', '/messages', { body: forward });
    expect([refused.status, refused.body.code]).toEqual([409, 'attachment_pending']);
    expect(isDocumented('POST', '/messages', 409, 'attachment_pending')).toBe(true);
  });

  it('of one id are told apart by their hash', async () => {
    const { body } = await upload(randomBytes(10));
    const foreign = { attachment_id: body.attachment_id, size: 5, sha256: 'b'.repeat(64) };
    const writer = new MessageWriter(world.database.db);
    const message = textMessage({ sender: REMOTE, participants: [REMOTE, ALICE], attachments: [foreign] });
    const origin = { kind: 'remote', domain: 'org2.test' } as const;
    await writer.submit({ message, origin, destination: 'org1.test' });
    await writer.close();
    const path = `/attachments/${body.attachment_id}?sha256=`;
    const pending = await world.as<Problem>(ALICE, 'GET', `${path}${foreign.sha256}`);
    expect([pending.status, pending.body.code]).toEqual([409, 'attachment_pending']);
    const own = await world.as(ALICE, 'GET', `${path}${body.sha256}`);
    expect([own.status, own.headers.get('etag')]).toEqual([200, `"${body.sha256}"`]);
    expect((await world.as(ALICE, 'GET', `${path}${'c'.repeat(64)}`)).status).toBe(404);
  });
});
