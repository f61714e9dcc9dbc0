import fc from 'fast-check';
import { newId } from '@iimp/protocol/ids';
import { type DeliveryProof, NoProof, parseProof } from './proof.js';
import { ORIGIN, proofOf, PUBLIC_KEY, SIGNED_AT, signedExchange } from './proof.testkit.js';
import { verifyProof } from './verify.js';

const ALICE = 'alice@org1.test';
const BOB = 'bob@org2.test';
const CLARA = 'clara@org2.test';
const [FIRST, SECOND, THIRD] = [newId(), newId(), newId()] as [string, string, string];

const message = (message_id: string, sender = ALICE) => ({ message_id, sender, participants: [sender, BOB, CLARA] });
const stored = (message_id: string, status = 'stored') => ({ message_id, status });

const SINGLE = proofOf(
  FIRST,
  signedExchange(JSON.stringify(message(FIRST)), JSON.stringify({ ...stored(FIRST), unknown_recipients: [CLARA] })),
);
const BATCH = signedExchange(
  JSON.stringify({ messages: [message(FIRST), message(SECOND), message(THIRD)] }),
  JSON.stringify({
    results: [stored(FIRST), stored(SECOND, 'duplicate'), { ...stored(THIRD, 'rejected'), code: 'x' }],
  }),
);

/** The reason why a proof is refused. */
function refusal(proof: DeliveryProof, trusted?: string): string {
  try {
    verifyProof(parseProof(JSON.stringify(proof)), trusted);
  } catch (error) {
    expect(error).toBeInstanceOf(NoProof);
    return (error as Error).message;
  }
  throw new Error('the proof was accepted');
}

it('proves which domain took which message, with which key, and when', () => {
  expect(verifyProof(parseProof(JSON.stringify(SINGLE, null, 2)))).toEqual({
    messageId: FIRST,
    sender: ALICE,
    recipients: [BOB],
    unknownRecipients: [CLARA],
    domain: 'org2.test',
    keyId: 'k7',
    publicKey: PUBLIC_KEY,
    signedAt: SIGNED_AT + 1_000,
    status: 'stored',
    origin: 'org1.test',
    originKeyId: '2026a',
    messages: 1,
  });
});

it('proves each message of a batch that was taken, and none that was refused', () => {
  expect(verifyProof(proofOf(SECOND, BATCH))).toMatchObject({ messageId: SECOND, status: 'duplicate', messages: 3 });
  expect(refusal(proofOf(THIRD, BATCH))).toBe('org2.test did not take the message: rejected x');
  expect(refusal(proofOf(newId(), BATCH))).toMatch(/^the request does not contain the message/);
});

it('proves it by a receipt that covers more than it must, and has nothing in it that is not covered', () => {
  const exchange = signedExchange(SINGLE.request.body, SINGLE.response.body, { coversMore: true });
  const proof = proofOf(FIRST, exchange);
  expect(proof.response.headers).toHaveProperty('content-type');
  expect(verifyProof(parseProof(JSON.stringify(proof)))).toMatchObject({ messageId: FIRST, status: 'stored' });
  const altered = { ...proof.response.headers, 'content-type': 'text/plain' };
  expect(refusal({ ...proof, response: { ...proof.response, headers: altered } })).toMatch(/does not verify$/);
  const added = { ...SINGLE.response.headers, date: 'today' };
  expect(refusal({ ...SINGLE, response: { ...SINGLE.response, headers: added } })).toMatch(/^response.headers: date/);
});

it('believes the key that is given more than the file', () => {
  expect(verifyProof(SINGLE, PUBLIC_KEY).keyId).toBe('k7');
  expect(refusal(SINGLE, 'A'.repeat(43))).toBe("the file's key of org2.test is not the one that was given");
});

it.each<[string, DeliveryProof, RegExp]>([
  ['another domain', { ...SINGLE, domain: 'org3.test' }, /^the receipt is signed by org2.test, not by org3.test$/],
  ['another message', { ...SINGLE, message_id: SECOND }, /^the request does not contain the message/],
  [
    'an altered message',
    { ...SINGLE, request: { ...SINGLE.request, body: SINGLE.request.body.replace('clara', 'carla') } },
    /^the request's body: content-digest: not of this body$/,
  ],
  [
    'an altered answer',
    { ...SINGLE, response: { ...SINGLE.response, body: SINGLE.response.body.replace('clara', 'carla') } },
    /^the receipt: content-digest: not of this body$/,
  ],
  [
    'another receiver',
    proofOf(FIRST, signedExchange(SINGLE.request.body, SINGLE.response.body, { receiverKey: ORIGIN.privateKey })),
    /^the receipt: signature: does not verify$/,
  ],
  [
    'the receipt of another post',
    { ...SINGLE, response: signedExchange('{}', SINGLE.response.body).response },
    /^the receipt: signature: does not verify$/,
  ],
  [
    'an answer that is no success',
    proofOf(FIRST, signedExchange(SINGLE.request.body, SINGLE.response.body, { status: 202 })),
    /^org2.test answered with status 202$/,
  ],
  [
    'a message of somebody else',
    proofOf(FIRST, signedExchange(JSON.stringify(message(FIRST, 'eve@org3.test')), SINGLE.response.body)),
    /^the message is of eve@org3.test, but org1.test signed the request$/,
  ],
])('refuses %s', (_, proof, reason) => expect(refusal(proof)).toMatch(reason));

it('refuses a member that it does not know', () => {
  expect(refusal({ ...SINGLE, note: 'delivered to everybody' } as DeliveryProof)).toMatch(
    /does not belong there: note/,
  );
});

/** Paths of all values that are not objects. */
function leaves(value: object, path: string[] = []): string[][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? leaves(inner as object, [...path, name]) : [[...path, name]],
  );
}

function changed(proof: DeliveryProof, path: readonly string[], change: (value: unknown) => unknown): DeliveryProof {
  const copy = structuredClone(proof) as unknown as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, copy);
  const last = path.at(-1) as string;
  parent[last] = change(parent[last]);
  return copy as unknown as DeliveryProof;
}

it.each(leaves(SINGLE).map((path) => [path.join('.'), path] as const))('refuses any change of %s', (_, path) => {
  expect(refusal(changed(SINGLE, path, () => undefined))).not.toBe('');
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 94 }), (at, by) => {
      const twisted = changed(SINGLE, path, (value) => (typeof value === 'number' ? value + by : twist(value, at, by)));
      expect(refusal(twisted)).not.toBe('');
    }),
    { numRuns: 60 },
  );
});

/** Another printable character at one place. */
function twist(value: unknown, at: number, by: number): string {
  const text = value as string;
  const place = at % text.length;
  const code = 32 + ((text.charCodeAt(place) - 32 + by) % 95);
  return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
}
