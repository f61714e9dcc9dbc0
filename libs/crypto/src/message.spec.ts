import fc from 'fast-check';
import type { Message, UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { newId } from '@iimp/protocol/ids';
import messageVectors from '@iimp/proto/vectors/messages.json' with { type: 'json' };
import userKeysVectors from '@iimp/proto/vectors/user-keys.json' with { type: 'json' };
import { refusal } from './crypto.testkit.js';
import { decodeContent, encodeContent } from './internal/content.js';
import { generateUserKeys, importUserSecret } from './keys.js';
import { decryptMessage, encryptMessage, type MessageToEncrypt } from './message.js';
import type { UserSecret, UserSecretJson } from './secret.js';

interface User {
  secret: UserSecret;
  document: UserKeysDocument;
}

let alice: User;
let bob: User;
let rsa: User;

beforeAll(async () => {
  alice = await generateUserKeys('alice@org1.test');
  bob = await generateUserKeys('bob@org2.test');
  const carol = userKeysVectors.users.find(({ secret }) => secret.alg === 'rsa-oaep-256')!;
  rsa = {
    secret: await importUserSecret(carol.secret as UserSecretJson),
    document: carol.document as UserKeysDocument,
  };
});

const attachment = {
  attachment_id: newId(),
  key: 'A'.repeat(43),
  name: 'a.txt',
  media_type: 'text/plain',
  size: 3,
  stored: { size: 44, sha256: 'ab'.repeat(32) },
};

function draft(overrides: Partial<MessageToEncrypt> = {}): MessageToEncrypt {
  return {
    sender: alice.secret,
    message_id: newId(),
    conversation_id: newId(),
    timestamp: Date.now(),
    type: 'text',
    reference: null,
    text: 'hello',
    recipients: [bob.document],
    ...overrides,
  };
}

describe('a message', () => {
  it('gives every participant a key, the sender too', async () => {
    const m = await encryptMessage(draft({ recipients: [bob.document, rsa.document] }));
    expect(m.participants).toEqual(['alice@org1.test', 'bob@org2.test', 'carol@org3.test']);
    expect(m.encrypted_keys.map(({ recipient, key_id }) => [recipient, key_id])).toEqual([
      ['alice@org1.test', alice.document.encryption_key.key_id],
      ['bob@org2.test', bob.document.encryption_key.key_id],
      ['carol@org3.test', rsa.document.encryption_key.key_id],
    ]);
    for (const { secret } of [alice, bob, rsa])
      expect(await decryptMessage(m, secret, alice.document)).toEqual({
        text: 'hello',
        attachments: [],
        verified: 'verified',
      });
  });

  it('carries attachments', async () => {
    const m = await encryptMessage(draft({ attachments: [attachment] }));
    expect(m.attachments).toEqual([{ attachment_id: attachment.attachment_id, ...attachment.stored }]);
    expect((await decryptMessage(m, bob.secret)).attachments).toEqual([attachment]);
  });

  it('is read with names of any length, and written with those that every reader takes', async () => {
    const { stored, ...described } = attachment;
    const long = { ...described, name: 'n'.repeat(5_000), media_type: `text/x; a="${'x'.repeat(5_000)}"` };
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, text: '', attachments: [long] }));
    const refs = [{ attachment_id: attachment.attachment_id, ...stored }];
    expect(decodeContent(bytes, refs).attachments).toEqual([{ ...long, stored }]);
    const [name, media_type] = ['n'.repeat(1_024), 'x'.repeat(255)];
    const m = await encryptMessage(draft({ attachments: [{ ...attachment, name, media_type }] }));
    expect((await decryptMessage(m, bob.secret)).attachments).toEqual([{ ...attachment, name, media_type }]);
    for (const more of [{ name: `${name}n` }, { media_type: `${media_type}x` }])
      expect(await refusal(encryptMessage(draft({ attachments: [{ ...attachment, ...more }] })))).toMatch(
        /^invalid_request/,
      );
  });

  it('names an attachment as often in its content as in its header', async () => {
    const twice = [attachment, { ...attachment, name: 'b.txt' }];
    const m = await encryptMessage(draft({ attachments: twice }));
    expect((await decryptMessage(m, bob.secret)).attachments).toEqual(twice);
    const stored = { attachment_id: attachment.attachment_id, ...attachment.stored };
    const bytes = encodeContent('', twice);
    expect(decodeContent(bytes, [stored, stored]).attachments).toEqual(twice);
    for (const refs of [[stored], [], [{ ...stored, attachment_id: newId() }, stored]])
      expect(() => decodeContent(bytes, refs)).toThrow('an attachment that the message does not name');
  });

  it('opens with only the keys of one domain, and with members that nobody knows', async () => {
    const m = await encryptMessage(draft());
    const relayed = { ...m, encrypted_keys: m.encrypted_keys.slice(1), seq: 7, later: true };
    expect((await decryptMessage(relayed, bob.secret, alice.document)).text).toBe('hello');
    expect(await refusal(decryptMessage(relayed, alice.secret))).toMatch(/^not_a_participant/);
  });

  it('is unverified when it is not signed, or the sender is not known; own ones verify by themselves', async () => {
    const m = await encryptMessage(draft());
    const { signature: _, ...unsigned } = m;
    expect((await decryptMessage(unsigned, bob.secret, alice.document)).verified).toBe('unverified');
    expect((await decryptMessage(m, bob.secret)).verified).toBe('unverified');
    expect((await decryptMessage(m, alice.secret)).verified).toBe('verified');
  });

  it('is refused with the keys of another user, or of another identity', async () => {
    const m = await encryptMessage(draft());
    expect(await refusal(decryptMessage(m, bob.secret, bob.document))).toMatch(/not of the sender/);
    const impostor = await generateUserKeys('alice@org1.test');
    expect(await refusal(decryptMessage(m, bob.secret, impostor.document))).toMatch(/^invalid_signature/);
  });

  it('tells when it was encrypted to another key of the user', async () => {
    const m = await encryptMessage(draft());
    const later = await generateUserKeys('bob@org2.test');
    expect(await refusal(decryptMessage(m, later.secret, alice.document))).toMatch(/another/);
  });

  it('needs no signature to refuse the bad vectors, but for the one that only the signature tells', async () => {
    const me = await importUserSecret(userKeysVectors.users[1]!.secret as UserSecretJson);
    for (const { why, message } of messageVectors.bad) {
      const opened = decryptMessage(message as unknown as Message, me);
      if (why.startsWith('signature')) expect((await opened).verified).toBe('unverified');
      else expect(await refusal(opened)).toMatch(/^invalid_request: encrypted_payload/);
    }
  });
});

describe('limits (profile §4)', () => {
  it('takes 65,536 bytes of text, escaped or not, and not one more', async () => {
    for (const text of ['x'.repeat(65_536), '"'.repeat(65_536), 'é'.repeat(32_768)]) {
      const m = await encryptMessage(draft({ text }));
      expect((await decryptMessage(m, bob.secret)).text).toBe(text);
    }
    for (const text of ['x'.repeat(65_537), 'é'.repeat(32_769), '\u0001'.repeat(65_536)])
      expect(await refusal(encryptMessage(draft({ text })))).toMatch(/^too_large/);
  });

  it('fills a payload to its last byte, and not beyond', async () => {
    // JSON has six bytes for a control character.
    const filled = (length: number) => ({ text: '\u0001'.repeat(length / 6) + 'x'.repeat(length % 6) });
    const sizeOf = async (length: number) =>
      fromBase64url((await encryptMessage(draft(filled(length)))).encrypted_payload).length;
    const room = 139_264 - (await sizeOf(0));
    expect(await sizeOf(room)).toBe(139_264);
    expect(await refusal(encryptMessage(draft(filled(room + 1))))).toMatch(/^too_large/);
  });

  it('reads no content beyond them: longer text, half a surrogate pair, what is no UTF-8', () => {
    const content = (text: string) => `{"v":1,"text":"${text}","attachments":[]}`;
    const open = (json: string, encoding: BufferEncoding = 'utf8') => decodeContent(Buffer.from(json, encoding), []);
    expect(open(content('é'.repeat(32_768))).text).toHaveLength(32_768);
    expect(() => open(content('é'.repeat(32_769)))).toThrow('too_large');
    expect(() => open(content('\\ud800'))).toThrow('surrogate');
    expect(() => open(content('é'), 'latin1')).toThrow('not JSON in UTF-8');
  });

  it('refuses half a surrogate pair, a conversation with oneself, a user twice, and headers no server would take', async () => {
    expect(await refusal(encryptMessage(draft({ text: 'a\ud800' })))).toMatch(/surrogate/);
    expect(await refusal(encryptMessage(draft({ recipients: [] })))).toMatch(/participants/);
    expect(await refusal(encryptMessage(draft({ recipients: [bob.document, bob.document] })))).toMatch(/twice/);
    expect(await refusal(encryptMessage(draft({ message_id: 'x' })))).toMatch(/message_id/);
    expect(await refusal(encryptMessage(draft({ type: 'edit' })))).toMatch(/reference/);
    const nameless = { ...attachment, key: 'short' };
    expect(await refusal(encryptMessage(draft({ attachments: [nameless] })))).toMatch(/key/);
  });

  it('refuses a user twice in whatever case, and what is no address', async () => {
    const shouted = { ...bob.document, user: 'BOB@org2.test' };
    expect(await refusal(encryptMessage(draft({ recipients: [bob.document, shouted] })))).toMatch(/twice/);
    const nobody = { ...bob.document, user: 'bob' };
    expect(await refusal(encryptMessage(draft({ recipients: [nobody] })))).toMatch(/address/);
  });

  it('refuses a key that nothing can be encrypted to', async () => {
    const encryption_key = { ...bob.document.encryption_key, public_key: toBase64url(new Uint8Array(32)) };
    const refused = await refusal(encryptMessage(draft({ recipients: [{ ...bob.document, encryption_key }] })));
    expect(refused).toMatch(/bob@org2.test/);
  });
});

describe('properties', () => {
  const wellFormed = fc.string({ unit: 'grapheme', maxLength: 300 });

  it('what goes in comes out, for any text and participants', async () => {
    const users = await Promise.all(
      ['dave@org4.test', 'erin@org5.test', 'frank@a.b.c.test'].map((user) => generateUserKeys(user)),
    );
    const everybody = [bob, rsa, ...users];
    await fc.assert(
      fc.asyncProperty(wellFormed, fc.subarray(everybody, { minLength: 1 }), async (text, recipients) => {
        const m = await encryptMessage(draft({ text, recipients: recipients.map(({ document }) => document) }));
        for (const { secret } of recipients)
          expect(await decryptMessage(m, secret, alice.document)).toMatchObject({ text, verified: 'verified' });
      }),
      { numRuns: 40 },
    );
  });

  it('what is written to addresses in any case opens for everybody, and verifies', async () => {
    const masks = fc.record({ alice: fc.nat({ max: 32_767 }), bob: fc.nat({ max: 8_191 }) });
    const cased = ({ document }: User, mask: number): UserKeysDocument => ({
      ...document,
      user: Array.from(document.user, (c, index) => ((mask >> index) & 1 ? c.toUpperCase() : c)).join(''),
    });
    await fc.assert(
      fc.asyncProperty(masks, async (mask) => {
        const recipients = [cased(bob, mask.bob), cased(alice, mask.alice)];
        const m = await encryptMessage(draft({ recipients }));
        expect(m.participants).toEqual(['alice@org1.test', 'bob@org2.test']);
        for (const { secret } of [alice, bob])
          expect(await decryptMessage(m, secret, cased(alice, mask.alice))).toMatchObject({ verified: 'verified' });
      }),
      { numRuns: 40 },
    );
  });

  it('any flipped bit of payload, content key or signature is refused', async () => {
    const m = await encryptMessage(draft({ attachments: [attachment] }));
    const flip = (text: string, at: number, bit: number): string => {
      const bytes = fromBase64url(text);
      bytes[at % bytes.length]! ^= 1 << bit;
      return toBase64url(bytes);
    };
    const change = fc.constantFrom<(at: number, bit: number) => Message>(
      (at, bit) => ({ ...m, encrypted_payload: flip(m.encrypted_payload, at, bit) }),
      (at, bit) => ({ ...m, signature: flip(m.signature!, at, bit) }),
      (at, bit) => ({
        ...m,
        encrypted_keys: m.encrypted_keys.map((key) => ({ ...key, encrypted_key: flip(key.encrypted_key, at, bit) })),
      }),
    );
    await fc.assert(
      fc.asyncProperty(change, fc.nat({ max: 5000 }), fc.integer({ min: 0, max: 7 }), async (apply, at, bit) => {
        await refusal(decryptMessage(apply(at, bit), bob.secret, alice.document));
      }),
      { numRuns: 300 },
    );
  });

  it('any change to the header is refused, signed or not', async () => {
    const m = await encryptMessage(draft({ attachments: [attachment] }));
    const { signature: _, ...unsigned } = m;
    const changes: Partial<Message>[] = [
      { message_id: newId() },
      { conversation_id: newId() },
      { timestamp: m.timestamp + 1 },
      { type: 'edit', reference: newId() },
      { participants: [...m.participants, 'mallory@org1.test'] },
      { attachments: [] },
      { attachments: [{ ...m.attachments![0]!, size: 45 }] },
      { attachments: [{ ...m.attachments![0]!, sha256: 'cd'.repeat(32) }] },
      { attachments: [...m.attachments!, { ...m.attachments![0]!, attachment_id: newId() }] },
    ];
    for (const changed of changes) {
      expect(await refusal(decryptMessage({ ...m, ...changed }, bob.secret, alice.document))).toMatch(
        /^invalid_signature/,
      );
      expect(await refusal(decryptMessage({ ...unsigned, ...changed }, bob.secret))).toMatch(/does not open/);
    }
  });

  it('garbage is refused with a problem and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (garbage) => {
        await refusal(decryptMessage(garbage as Message, bob.secret));
      }),
      { numRuns: 200 },
    );
  });
});
