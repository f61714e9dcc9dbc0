/** Bad input, each with its exact status and code; after all of it the service still serves. */
import { connect } from 'node:net';
import { eventually } from '@iimp/messaging/wait.testkit';
import { bodyRoom, FREE_BODY_BYTES } from '@iimp/platform/http/body-room';
import { newId } from '@iimp/protocol/ids';
import type { Message } from '@iimp/proto/types';
import type { Peer, Sending } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;
let org1: Peer;

beforeAll(async () => {
  world = await startWorld({ IIMP_FEDERATION_MAX_BATCH: '5' });
  org1 = world.peer('org1.test');
});
afterAll(() => world?.stop());

afterEach(async () => {
  expect((await org1.post(org1.message())).status).toBe(200);
});

type Change = (message: Message) => unknown;
const longAgo = '00000000-0000-7000-8000-000000000000';

describe('messages', () => {
  it.each<[string, number, string, Change]>([
    ['no members', 400, 'invalid_request', () => ({})],
    ['an array', 400, 'invalid_request', (m) => [m]],
    ['null', 400, 'invalid_request', () => null],
    ['a text', 400, 'invalid_request', () => 'message'],
    ['a number', 400, 'invalid_request', () => 1],
    ['without message_id', 400, 'invalid_request', (m) => ({ ...m, message_id: undefined })],
    [
      'message_id of UUID version 4',
      400,
      'invalid_request',
      (m) => ({ ...m, message_id: '9b2c7e9a-41f2-4d0c-8f7e-0a8f3c1d2e4b' }),
    ],
    [
      'message_id of a wrong variant',
      400,
      'invalid_request',
      (m) => ({ ...m, message_id: `${m.message_id.slice(0, 19)}c${m.message_id.slice(20)}` }),
    ],
    [
      'message_id in upper case',
      400,
      'invalid_request',
      (m) => ({ ...m, message_id: `${m.message_id.slice(0, -3)}ABC` }),
    ],
    ['message_id as a number', 400, 'invalid_request', (m) => ({ ...m, message_id: 7 })],
    [
      'message_id from the future',
      422,
      'timestamp_in_future',
      (m) => ({ ...m, message_id: newId(world.now() + 301_000) }),
    ],
    ['conversation_id that is no UUID', 400, 'invalid_request', (m) => ({ ...m, conversation_id: 'c' })],
    ['timestamp from the future', 422, 'timestamp_in_future', (m) => ({ ...m, timestamp: world.now() + 301_000 })],
    ['timestamp as a text', 400, 'invalid_request', (m) => ({ ...m, timestamp: String(m.timestamp) })],
    ['timestamp with a fraction', 400, 'invalid_request', (m) => ({ ...m, timestamp: 1.5 })],
    ['negative timestamp', 400, 'invalid_request', (m) => ({ ...m, timestamp: -1 })],
    ['timestamp too large for a number', 422, 'timestamp_in_future', (m) => ({ ...m, timestamp: 2 ** 60 })],
    ['timestamp too large for 64 bits', 400, 'invalid_request', (m) => ({ ...m, timestamp: 2 ** 64 })],
    [
      'sender of another domain',
      403,
      'sender_domain_mismatch',
      (m) => ({ ...m, sender: 'eve@evil.test', participants: ['eve@evil.test', 'bob@org2.test'], encrypted_keys: [] }),
    ],
    ['sender of the destination', 403, 'sender_domain_mismatch', (m) => ({ ...m, sender: 'bob@org2.test' })],
    ['sender without a domain', 400, 'invalid_request', (m) => ({ ...m, sender: 'alice' })],
    ['sender that takes no part', 400, 'invalid_request', (m) => ({ ...m, sender: 'mallory@org1.test' })],
    ['one participant', 400, 'invalid_request', (m) => ({ ...m, participants: [m.sender] })],
    ['participants that are no list', 400, 'invalid_request', (m) => ({ ...m, participants: 'bob@org2.test' })],
    [
      'a participant twice',
      400,
      'invalid_request',
      (m) => ({ ...m, participants: [...m.participants, 'Bob@org2.test'] }),
    ],
    [
      'a participant with spaces',
      400,
      'invalid_request',
      (m) => ({ ...m, participants: [...m.participants, 'b ob@org2.test'] }),
    ],
    [
      '501 participants',
      400,
      'invalid_request',
      (m) => ({ ...m, participants: [m.sender, ...Array.from({ length: 500 }, (_, i) => `u${i}@org2.test`)] }),
    ],
    [
      'nobody of the destination',
      404,
      'unknown_recipient',
      (m) => ({ ...m, participants: [m.sender, 'dave@org3.test'], encrypted_keys: [] }),
    ],
    [
      'nobody who exists',
      404,
      'unknown_recipient',
      (m) => ({ ...m, participants: [m.sender, 'x@org2.test'], encrypted_keys: [] }),
    ],
    ['an unknown type', 400, 'invalid_request', (m) => ({ ...m, type: 'delete' })],
    ['a text with a reference', 400, 'invalid_request', (m) => ({ ...m, reference: longAgo })],
    ['without reference', 400, 'invalid_request', (m) => ({ ...m, reference: undefined })],
    ['an edit without reference', 400, 'invalid_request', (m) => ({ ...m, type: 'edit' })],
    ['an edit of itself', 422, 'invalid_edit', (m) => ({ ...m, type: 'edit', reference: m.message_id })],
    [
      'an edit of what is not there',
      409,
      'unknown_reference',
      (m) => ({ ...m, type: 'edit', reference: newId(world.now() - 1_000) }),
    ],
    [
      'an edit of what is older than messages are kept',
      422,
      'message_expired',
      (m) => ({ ...m, type: 'edit', reference: longAgo }),
    ],
    ['older than messages are kept', 422, 'message_expired', (m) => ({ ...m, message_id: longAgo })],
    ['payload with padding', 400, 'invalid_request', (m) => ({ ...m, encrypted_payload: `${m.encrypted_payload}==` })],
    [
      'payload in base64',
      400,
      'invalid_request',
      (m) => ({ ...m, encrypted_payload: `${m.encrypted_payload.slice(0, -2)}+/` }),
    ],
    [
      'payload with white space',
      400,
      'invalid_request',
      (m) => ({ ...m, encrypted_payload: ` ${m.encrypted_payload}` }),
    ],
    ['payload with stray bits', 400, 'invalid_request', (m) => ({ ...m, encrypted_payload: `${'AQ'.repeat(30)}AB` })],
    ['payload of another version', 400, 'invalid_request', (m) => ({ ...m, encrypted_payload: 'Ag'.padEnd(64, 'A') })],
    ['payload that is too short', 400, 'invalid_request', (m) => ({ ...m, encrypted_payload: 'AQ' })],
    ['payload that is too long', 413, 'too_large', (m) => ({ ...m, encrypted_payload: 'AQAA'.repeat(46_422) })],
    [
      'keys for who takes no part',
      400,
      'invalid_request',
      (m) => ({ ...m, encrypted_keys: [{ recipient: 'x@org9.test', encrypted_key: 'A'.repeat(107) }] }),
    ],
    ['keys that are no list', 400, 'invalid_request', (m) => ({ ...m, encrypted_keys: {} })],
    [
      'a key that is too short',
      400,
      'invalid_request',
      (m) => ({ ...m, encrypted_keys: [{ recipient: m.sender, encrypted_key: 'AA' }] }),
    ],
    [
      'two keys for one',
      400,
      'invalid_request',
      (m) => ({ ...m, encrypted_keys: [m.encrypted_keys[0], m.encrypted_keys[0]] }),
    ],
    ['a signature that is too short', 400, 'invalid_request', (m) => ({ ...m, signature: 'AAAA' })],
    [
      'an attachment of negative size',
      400,
      'invalid_request',
      (m) => ({ ...m, attachments: [{ attachment_id: longAgo, size: -1, sha256: 'a'.repeat(64) }] }),
    ],
    [
      'an attachment with SHA-256 in upper case',
      400,
      'invalid_request',
      (m) => ({ ...m, attachments: [{ attachment_id: longAgo, size: 1, sha256: 'A'.repeat(64) }] }),
    ],
    [
      'an attachment of two sizes',
      400,
      'invalid_request',
      (m) => ({ ...m, attachments: [1, 2].map((size) => ({ attachment_id: longAgo, size, sha256: 'a'.repeat(64) })) }),
    ],
    ['an empty batch', 400, 'invalid_request', () => ({ messages: [] })],
    ['a batch that is no list', 400, 'invalid_request', (m) => ({ messages: m })],
    ['a batch that is null', 400, 'invalid_request', () => ({ messages: null })],
    ['a batch that is too long', 413, 'too_large', (m) => ({ messages: Array(6).fill(m) })],
  ])('%s: %d %s', async (_, status, code, change) => {
    const { status: got, json, headers } = await org1.post(change(org1.message()));
    expect([got, json.code, json.status]).toEqual([status, code, status]);
    expect(headers['content-type']).toBe('application/problem+json');
  });
});

describe('bodies', () => {
  const body = (text: string | Buffer): Sending => ({ body: Buffer.from(text as string) });
  const deep = (depth: number) => `{"message_id":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it.each<[string, number, string, () => Sending]>([
    ['not JSON', 400, 'invalid_request', () => body('{"messages"')],
    ['JSON and more', 400, 'invalid_request', () => body('{}{}')],
    ['not UTF-8', 400, 'invalid_request', () => body(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
    ['UTF-16', 400, 'invalid_request', () => body(Buffer.from('{}', 'utf16le'))],
    ['deep nesting', 400, 'invalid_request', () => body(deep(100_000))],
    ['nesting so deep that it is large', 400, 'invalid_request', () => body(deep(4_000_000))],
    ['a member called __proto__', 400, 'invalid_request', () => body('{"__proto__":{"messages":[]}}')],
    ['another content type', 400, 'invalid_request', () => ({ ...body('{}'), sign: { contentType: 'text/plain' } })],
    [
      'a message in a form',
      400,
      'invalid_request',
      () => ({ ...body('a=b'), sign: { contentType: 'application/x-www-form-urlencoded' } }),
    ],
    ['no body', 400, 'invalid_request', () => ({ body: undefined })],
    ['larger than allowed, announced', 413, 'too_large', () => body(Buffer.alloc(8 * 1_048_576 + 1, 0x20))],
    [
      'larger than allowed, in chunks',
      413,
      'too_large',
      () => ({ ...body(Buffer.alloc(9 * 1_048_576, 0x20)), headers: { 'transfer-encoding': 'chunked' } }),
    ],
  ])('%s: %d %s', async (_, status, code, sending) => {
    const answer = await org1.send(sending());
    expect([answer.status, answer.json?.code]).toEqual([status, code]);
  });

  it('takes a single message larger than one may be for too large, and a batch as large as allowed', async () => {
    const padding = { extra: 'x'.repeat(1_048_576) };
    const single = await org1.post({ ...org1.message(), ...padding });
    expect([single.status, single.json.code]).toEqual([413, 'too_large']);
    const batch = await org1.post({ messages: [{ ...org1.message(), ...padding }, org1.message()] });
    expect(batch.json.results).toMatchObject([{ status: 'rejected', code: 'too_large' }, { status: 'stored' }]);
  });

  it('takes a message with a member `messages` for a message: what it does not know it ignores', async () => {
    const answer = await org1.post({ ...org1.message(), messages: 3 });
    expect([answer.status, answer.json?.status]).toEqual([200, 'stored']);
  });

  it('takes a body in chunks whose digest is right', async () => {
    const sending = { ...body(JSON.stringify(org1.message())), headers: { 'transfer-encoding': 'chunked' } };
    expect((await org1.send(sending)).status).toBe(200);
  });

  it('survives a body that ends early', async () => {
    const sending = body(JSON.stringify(org1.message()));
    const head = Object.entries({ ...org1.sign(sending), host: 'org2.test', 'content-length': '100000' });
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.write(`POST /federation/v1/messages HTTP/1.1\r\n${lines}\r\n${'{'.repeat(2 * FREE_BODY_BYTES)}`);
    await eventually('the body comes', () => bodyRoom.held > 0);
    socket.destroy();
    await eventually('the body is gone', () => bodyRoom.held === 0);
  });
});

describe('addresses', () => {
  it.each([
    ['GET', '/federation/v1/messages', 404, 'not_found'],
    ['PUT', '/federation/v1/messages', 404, 'not_found'],
    ['POST', '/federation/v2/messages', 404, 'not_found'],
    ['POST', '/federation/v1/messages/', 404, 'not_found'],
    ['GET', '/', 404, 'not_found'],
    ['GET', '/.well-known', 404, 'not_found'],
    ['POST', '/.well-known/iimp', 404, 'not_found'],
    ['GET', '/federation/v1/attachments/%zz', 400, 'invalid_request'],
  ])('%s %s: %d %s', async (method, path, status, code) => {
    const body = method === 'GET' ? {} : { body: Buffer.from('{}') };
    const answer = await org1.send({ method, path, ...body });
    expect([answer.status, answer.json?.code]).toEqual([status, code]);
  });
});
