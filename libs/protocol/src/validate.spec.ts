import fc from 'fast-check';
import type { Message } from '@iimp/proto/types';
import { validateFederationBatch, validateTokenRequest } from '@iimp/proto/validators';
import { newId } from './ids.js';
import { FUTURE_SKEW_MS, MAX_PAYLOAD_BYTES, MAX_PAYLOAD_CHARACTERS } from './limits.js';
import { checkShape } from './shape.js';
import { checkAge, checkIncoming, checkMessage, checkOutgoing } from './validate.js';
import { messageVectors, NOW, problemOf, validMessage } from './wire.testkit.js';

const m = validMessage();
const edit = validMessage({ type: 'edit', reference: newId(NOW) });
const attachment = { attachment_id: newId(NOW), size: 7, sha256: '0'.repeat(64) };
const key = (recipient: string, encrypted_key = 'A'.repeat(107)) => ({ recipient, encrypted_key });
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `user${index}@org1.test`);
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
const without = (member: keyof Message): unknown => {
  const { [member]: _, ...rest } = m;
  return rest;
};

/** What is refused, and the problem that says why. */
const REFUSED: [string, unknown, string][] = [
  ['null', null, 'invalid_request: message: must be an object'],
  ['a list', [m], 'invalid_request: message: must be an object'],
  ['a text', 'hello', 'invalid_request: message: must be an object'],
  ['nothing', {}, 'invalid_request: message_id: missing'],
  ['only a prototype', JSON.parse('{"__proto__":{"message_id":"x"}}'), 'invalid_request: message_id: missing'],
  ...(['message_id', 'conversation_id', 'sender', 'participants', 'timestamp', 'type', 'reference'] as const).map(
    (member): [string, unknown, string] => [`no ${member}`, without(member), `invalid_request: ${member}: missing`],
  ),
  ['no payload', without('encrypted_payload'), 'invalid_request: encrypted_payload: missing'],
  ['no keys', without('encrypted_keys'), 'invalid_request: encrypted_keys: missing'],
  ['UUIDv4', { ...m, message_id: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d' }, 'message_id: not a valid lower-case UUIDv7'],
  ['upper-case id', { ...m, message_id: m.message_id.toUpperCase() }, 'message_id: not a valid lower-case UUIDv7'],
  ['id with a line break', { ...m, conversation_id: `${m.conversation_id}\n` }, 'conversation_id: not a valid'],
  ['id that is a number', { ...m, message_id: 7 }, 'message_id: must be a string'],
  ['id that is a list', { ...m, message_id: [m.message_id] }, 'message_id: must be a string'],
  ['sender without domain', { ...m, sender: 'alice' }, 'sender: not a valid address'],
  ['sender not a participant', { ...m, sender: 'eve@org1.test' }, 'sender: not one of the participants'],
  [
    'a participant that is none',
    { ...m, participants: [...m.participants, 'x@y@z'] },
    'participants[2]: not a valid address',
  ],
  ['a participant that is an object', { ...m, participants: [{}, 'a@b'] }, 'participants[0]: must be a string'],
  ['one participant', { ...m, participants: ['alice@org1.test'] }, 'participants: fewer than 2 entries'],
  ['501 participants', { ...m, participants: many(501) }, 'participants: more than 500 entries'],
  ['a participant twice', { ...m, participants: [...m.participants, 'BOB@org2.test'] }, 'participants[2]: there twice'],
  ['participants as a text', { ...m, participants: 'alice@org1.test' }, 'participants: must be an array'],
  ['participants as an object', { ...m, participants: { length: 2 } }, 'participants: must be an array'],
  ['a fraction of time', { ...m, timestamp: 1.5 }, 'timestamp: must be an integer'],
  ['time as text', { ...m, timestamp: '1' }, 'timestamp: must be an integer'],
  ['time before the epoch', { ...m, timestamp: -1 }, 'timestamp: must be >= 0'],
  ['time beyond exact integers', { ...m, timestamp: 2 ** 53 }, 'timestamp: must be <= 9007199254740991'],
  ['the greatest int64', { ...m, timestamp: 2 ** 63 }, 'timestamp_in_future: timestamp: must be <='],
  [
    'a time in the future',
    { ...m, timestamp: NOW + FUTURE_SKEW_MS + 1 },
    'timestamp_in_future: timestamp: more than 5 minutes ahead',
  ],
  [
    'an id from the future',
    { ...m, message_id: newId(NOW + FUTURE_SKEW_MS + 1) },
    'timestamp_in_future: message_id: more than 5 minutes ahead',
  ],
  ['another type', { ...m, type: 'poll' }, 'type: must be one of "text", "edit"'],
  ['a text with a reference', { ...m, reference: newId(NOW) }, 'reference: must be null for a text'],
  ['an edit without one', { ...m, type: 'edit' }, 'reference: an edit must name its original'],
  [
    'an edit of itself',
    { ...edit, reference: edit.message_id },
    'invalid_edit: reference: an edit cannot be its own original',
  ],
  [
    'a reference that is no id',
    { ...edit, reference: 'first' },
    'reference: not a valid lower-case UUIDv7, and not null',
  ],
  ['an empty payload', { ...m, encrypted_payload: '' }, 'encrypted_payload: not a valid base64url payload: too short'],
  [
    'a padded payload',
    { ...m, encrypted_payload: `${m.encrypted_payload}=` },
    'encrypted_payload: not a valid base64url payload',
  ],
  [
    'a payload in plain base64',
    { ...m, encrypted_payload: `AQ+/${'A'.repeat(60)}` },
    'encrypted_payload: not a valid base64url payload',
  ],
  [
    'a payload with stray bits',
    { ...m, encrypted_payload: `AQAA${'A'.repeat(60)}AB` },
    'encrypted_payload: not valid base64url',
  ],
  [
    'a payload of no possible length',
    { ...m, encrypted_payload: `AQAA${'A'.repeat(61)}` },
    'encrypted_payload: not valid base64url',
  ],
  ['payload version 0', { ...m, encrypted_payload: 'A'.repeat(64) }, 'encrypted_payload: unknown version'],
  ['payload version 2', { ...m, encrypted_payload: `Ag${'A'.repeat(62)}` }, 'encrypted_payload: unknown version'],
  [
    'a payload too large',
    { ...m, encrypted_payload: `AQ${'A'.repeat(MAX_PAYLOAD_CHARACTERS)}` },
    `too_large: encrypted_payload: more than ${MAX_PAYLOAD_BYTES} bytes`,
  ],
  ['keys as an object', { ...m, encrypted_keys: { 0: key('bob@org2.test') } }, 'encrypted_keys: must be an array'],
  [
    'a key without recipient',
    { ...m, encrypted_keys: [{ encrypted_key: 'A'.repeat(107) }] },
    'encrypted_keys[0].recipient: missing',
  ],
  [
    'a key that is empty',
    { ...m, encrypted_keys: [key('bob@org2.test', '')] },
    'encrypted_keys[0].encrypted_key: not a valid base64url of an encrypted key: too short',
  ],
  [
    'a key with stray bits',
    { ...m, encrypted_keys: [key('bob@org2.test', `${'A'.repeat(106)}B`)] },
    'encrypted_keys[0].encrypted_key: not a valid base64url of an encrypted key',
  ],
  [
    'a key too long',
    { ...m, encrypted_keys: [key('bob@org2.test', 'A'.repeat(684))] },
    'encrypted_keys[0].encrypted_key: not a valid base64url of an encrypted key: too long',
  ],
  [
    'a key of a stranger',
    { ...m, encrypted_keys: [...m.encrypted_keys, key('eve@org2.test')] },
    'encrypted_keys[2].recipient: not a participant',
  ],
  [
    'two keys for one',
    { ...m, encrypted_keys: [...m.encrypted_keys, key('Bob@ORG2.test')] },
    'encrypted_keys[2].recipient: there twice',
  ],
  [
    'a key id that is none',
    { ...m, encrypted_keys: [{ ...key('bob@org2.test'), key_id: 'x' }] },
    'encrypted_keys[0].key_id: not a valid key id',
  ],
  ['attachments null', { ...m, attachments: null }, 'attachments: must be an array'],
  [
    'an attachment with two sizes',
    { ...m, attachments: [attachment, { ...attachment, size: 8 }] },
    'attachments[1].attachment_id: there twice, with other content',
  ],
  [
    'an attachment with two hashes',
    { ...m, attachments: [attachment, { ...attachment, sha256: '1'.repeat(64) }] },
    'attachments[1].attachment_id: there twice, with other content',
  ],
  ['a negative size', { ...m, attachments: [{ ...attachment, size: -1 }] }, 'attachments[0].size: must be >= 0'],
  [
    'a hash in upper case',
    { ...m, attachments: [{ ...attachment, sha256: 'A'.repeat(64) }] },
    'attachments[0].sha256: not a valid lower-case hexadecimal SHA-256',
  ],
  ['a short signature', { ...m, signature: 'AAAA' }, 'signature: not a valid base64url of 64 bytes'],
  [
    'a signature with stray bits',
    { ...m, signature: `${'A'.repeat(85)}B` },
    'signature: not a valid base64url of 64 bytes',
  ],
  ['deep nesting where a list belongs', { ...m, participants: nested(50_000) }, 'participants: fewer than 2 entries'],
];

describe('checkMessage', () => {
  it.each(REFUSED)('refuses %s', (_, value, problem) => {
    expect(problemOf(() => checkMessage(value, NOW))).toContain(problem);
  });

  it('takes the good vectors as they are', () => {
    for (const { message } of messageVectors().good) expect(checkMessage(message, message.timestamp)).toEqual(message);
  });

  it('takes what is at a limit', () => {
    const crowd = validMessage({ participants: many(500), sender: 'user0@org1.test' });
    expect(checkMessage(crowd, NOW)).toEqual(crowd);
    const filled = `AQ${'A'.repeat(MAX_PAYLOAD_CHARACTERS - 2)}`;
    expect(Buffer.from(filled, 'base64url')).toHaveLength(MAX_PAYLOAD_BYTES);
    expect(checkMessage({ ...m, encrypted_payload: filled }, NOW).encrypted_payload).toBe(filled);
    const byRsa4096 = key('bob@org2.test', Buffer.alloc(512).toString('base64url'));
    expect(checkMessage({ ...m, encrypted_keys: [byRsa4096] }, NOW).encrypted_keys).toEqual([byRsa4096]);
    const soon = NOW + FUTURE_SKEW_MS;
    expect(checkMessage({ ...m, message_id: newId(soon), timestamp: soon }, NOW).timestamp).toBe(soon);
    expect(checkMessage({ ...m, encrypted_keys: [] }, NOW).encrypted_keys).toEqual([]);
  });

  it('lower-cases addresses', () => {
    const shouted = {
      ...m,
      sender: 'Alice@ORG1.test',
      participants: ['ALICE@org1.test', 'Bob@Org2.Test'],
      encrypted_keys: [key('BOB@ORG2.TEST')],
    };
    expect(checkMessage(shouted, NOW)).toEqual({ ...m, encrypted_keys: [key('bob@org2.test')] });
  });

  it('drops every member that it does not know, at every level', () => {
    const more = JSON.parse(
      JSON.stringify({
        ...m,
        seq: 7,
        encrypted_keys: [{ ...key('bob@org2.test'), note: 'x' }],
        attachments: [{ ...attachment, url: 'https://elsewhere.test/' }],
      }).replace('{', '{"__proto__":{"seq":1},"constructor":7,'),
    ) as Record<string, unknown>;
    more['deep'] = nested(50_000);
    const checked = checkMessage(more, NOW);
    expect(checked).toEqual({ ...m, encrypted_keys: [key('bob@org2.test')], attachments: [attachment] });
    expect(Object.getPrototypeOf(checked)).toBe(Object.prototype);
  });

  it('takes an attachment that is there twice alike', () => {
    const attachments = [attachment, attachment];
    expect(checkMessage({ ...m, attachments }, NOW).attachments).toEqual(attachments);
  });

  it('gives back what it takes unchanged a second time', () => {
    const once = checkMessage({ ...m, sender: 'ALICE@org1.test', extra: 1 }, NOW);
    expect(checkMessage(once, NOW)).toEqual(once);
  });

  it('answers any JSON with a message or a problem, never otherwise', () => {
    const members = Object.keys({ ...m, attachments: [], signature: '' });
    const junk = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...members), junk, (member, value) => {
        const attempt = { ...m, [member]: value };
        try {
          checkMessage(attempt, NOW);
        } catch (error) {
          expect((error as Error).message).toMatch(
            new RegExp(`^[a-z_]+: (${member}|sender|participants|encrypted_keys)`),
          );
        }
      }),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(junk, (value) => problemOf(() => checkMessage(value, NOW)).startsWith('invalid_request: ')));
  });

  it('never repeats the value in a problem', () => {
    const secret = 'hunter2'.repeat(20);
    for (const member of Object.keys(m))
      expect(problemOf(() => checkMessage({ ...m, [member]: secret }, NOW))).not.toContain('hunter2');
  });
});

describe('checkOutgoing', () => {
  it('asks for the user who is signed in, and for a key for everybody', () => {
    expect(() => checkOutgoing(m, 'alice@org1.test')).not.toThrow();
    expect(problemOf(() => checkOutgoing(m, 'bob@org2.test'))).toBe(
      'invalid_request: sender: not the user who is signed in',
    );
    expect(problemOf(() => checkOutgoing({ ...m, encrypted_keys: [key('bob@org2.test')] }, m.sender))).toBe(
      'invalid_request: encrypted_keys: none for alice@org1.test',
    );
  });

  it('does not take an attachment that is there twice: others may not', () => {
    const twice = checkMessage({ ...m, attachments: [attachment, attachment] }, NOW);
    expect(problemOf(() => checkOutgoing(twice, m.sender))).toBe(
      'invalid_request: attachments[1].attachment_id: there twice',
    );
    const once = checkMessage({ ...m, attachments: [attachment] }, NOW);
    expect(() => checkOutgoing(once, m.sender)).not.toThrow();
  });
});

describe('checkIncoming', () => {
  it("asks for a sender of the origin's domain and a participant of the destination", () => {
    expect(() => checkIncoming(m, 'org1.test', 'org2.test')).not.toThrow();
    expect(problemOf(() => checkIncoming(m, 'org2.test', 'org2.test'))).toContain('sender_domain_mismatch: ');
    expect(problemOf(() => checkIncoming(m, 'test', 'org2.test'))).toContain('sender_domain_mismatch: ');
    expect(problemOf(() => checkIncoming(m, 'org1.test', 'org3.test'))).toContain('unknown_recipient: ');
  });
});

describe('checkShape', () => {
  it('leaves the messages of a batch to be checked one by one', () => {
    expect(checkShape(validateFederationBatch, { messages: [m, 7] }).messages).toHaveLength(2);
    expect(problemOf(() => checkShape(validateFederationBatch, { messages: [] }))).toBe(
      'invalid_request: messages: fewer than 1 entries',
    );
  });

  it('says what is wrong with a small request', () => {
    expect(problemOf(() => checkShape(validateTokenRequest, { user: 'a@b' }))).toBe(
      'invalid_request: password: missing',
    );
    expect(problemOf(() => checkShape(validateTokenRequest, 7, 'log-in'))).toBe(
      'invalid_request: log-in: must be an object',
    );
    expect(problemOf(() => checkShape(validateTokenRequest, { user: '', password: 'x'.repeat(2_000) }))).toBe(
      'invalid_request: user: shorter than 1 characters',
    );
  });
});

describe('the age of a message', () => {
  const day = 86_400_000;
  const oldest = NOW - 30 * day;
  const young = { ...m, message_id: newId(NOW - 29 * day) };

  it('is bounded where messages are not kept for ever', () => {
    expect(() => checkAge(young, oldest)).not.toThrow();
    expect(() => checkAge({ ...m, message_id: newId(0) }, 0)).not.toThrow();
    expect(() => checkAge({ ...m, message_id: newId(oldest - 1) }, oldest)).toThrow('message_id: older than');
  });

  it('is that of the original too, for an edit', () => {
    const edit = { ...young, type: 'edit' as const, reference: newId(oldest) };
    expect(() => checkAge(edit, oldest)).not.toThrow();
    expect(() => checkAge({ ...edit, reference: newId(oldest - 1) }, oldest)).toThrow('reference: older than');
  });
});
