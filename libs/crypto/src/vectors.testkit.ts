/**
 * Runs the vectors of the profile against this library, wherever it runs: in Jest, and bundled in a browser. Node's
 * modules have no place here.
 */
import type { Message, UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url } from '@iimp/protocol/base64url';
import { canonicalHeader } from '@iimp/protocol/canonical';
import { ciphertextSize, decryptAttachment, encryptAttachment } from './attachment.js';
import { collect, inPieces } from './crypto.testkit.js';
import { generateUserKeys, importUserSecret, signUserKeys, verifyUserKeys } from './keys.js';
import { decryptMessage, encryptMessage } from './message.js';
import type { UserSecret, UserSecretJson } from './secret.js';
import { createPortableSha256, createSha256, sha256, toHex } from './sha256.js';

export interface UserKeysVectors {
  users: { secret: UserSecretJson; document: UserKeysDocument }[];
  bad: { why: string; document: UserKeysDocument }[];
}
export interface MessageVectors {
  good: {
    message: Message;
    header_jcs: string;
    plaintext: { text: string; attachments: { attachment_id: string; key: string; name: string }[] };
  }[];
  bad: { why: string; message: Message }[];
}
export interface AttachmentVectors {
  files: {
    key: string;
    plaintext_sha256: string;
    plaintext_size: number;
    ciphertext_sha256: string;
    ciphertext_size: number;
    ciphertext: string | null;
  }[];
}
export interface Vectors {
  userKeys: UserKeysVectors;
  messages: MessageVectors;
  attachments: AttachmentVectors;
}
export interface Check {
  name: string;
  run(): Promise<void>;
}

const CHUNK = 65_536 + 17;

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a.slice(0, 200)} instead of ${b.slice(0, 200)}`);
}

async function refused(promise: Promise<unknown>, what: string): Promise<void> {
  const outcome = await promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && error.name === 'ProblemError' ? '' : String(error)),
  );
  if (outcome !== '') throw new Error(`${what}: not refused as it should be: ${outcome}`);
}

function userKeyChecks({ users, bad }: UserKeysVectors): Check[] {
  return [
    ...users.map(({ secret, document }) => ({
      name: `keys of ${secret.address}`,
      async run() {
        await verifyUserKeys(document, secret.address);
        const opened = await importUserSecret(secret);
        same(signUserKeys(opened, document.updated_at), document, 'the document made again');
        same(opened.export(), secret, 'the secret exported');
      },
    })),
    ...bad.map(({ why, document }) => ({
      name: `refused keys: ${why}`,
      run: () => refused(verifyUserKeys(document), why),
    })),
  ];
}

function messageChecks({ good, bad }: MessageVectors, { users }: UserKeysVectors): Check[] {
  const senderOf = ({ sender }: Message) => users.find(({ document }) => document.user === sender)!.document;
  return [
    ...good.flatMap(({ message, header_jcs, plaintext }) => [
      {
        name: `header of message ${message.message_id}`,
        run: async () => same(canonicalHeader(message), header_jcs, 'canonical header'),
      },
      ...users.map(({ secret }) => ({
        name: `message ${message.message_id} for ${secret.address}`,
        async run() {
          const me = await importUserSecret(secret);
          const opened = await decryptMessage(message, me, senderOf(message));
          same(opened.verified, 'verified', 'verified');
          same(opened.text, plaintext.text, 'text');
          const attachments = opened.attachments.map(({ stored: _, ...attachment }) => attachment);
          same(attachments, plaintext.attachments, 'attachments');
        },
      })),
    ]),
    ...bad.flatMap(({ why, message }) =>
      users.map(({ secret }) => ({
        name: `refused message for ${secret.address}: ${why}`,
        run: async () => refused(decryptMessage(message, await importUserSecret(secret), senderOf(message)), why),
      })),
    ),
  ];
}

function attachmentChecks({ files }: AttachmentVectors): Check[] {
  return files.flatMap((file) => {
    const sized = {
      name: `size of an attachment of ${file.plaintext_size} bytes`,
      run: async () => same(ciphertextSize(file.plaintext_size), file.ciphertext_size, 'ciphertext size'),
    };
    if (file.ciphertext === null) return [sized];
    const ciphertext = fromBase64url(file.ciphertext);
    const opens = {
      name: `attachment of ${file.plaintext_size} bytes`,
      async run() {
        same(toHex(sha256(ciphertext)), file.ciphertext_sha256, 'ciphertext');
        const plaintext = await collect(decryptAttachment(inPieces(ciphertext, [1, 7000, 65_553]), file.key));
        same(plaintext.length, file.plaintext_size, 'plaintext size');
        same(toHex(sha256(plaintext)), file.plaintext_sha256, 'plaintext');
      },
    };
    const cuts = [24, 23, 0, ciphertext.length - 1];
    for (let cut = 24 + CHUNK; cut < ciphertext.length; cut += CHUNK) cuts.push(cut);
    const refusals = cuts.map((cut) => ({
      name: `refused attachment of ${file.plaintext_size} bytes, cut at ${cut}`,
      run: () => refused(collect(decryptAttachment([ciphertext.subarray(0, cut)], file.key)), `cut at ${cut}`),
    }));
    return [sized, opens, ...refusals];
  });
}

/** What a platform must do beside the vectors: make keys of both kinds, seal and open. */
function roundTrips(): Check[] {
  const make = async (sender: UserSecret, recipients: UserKeysDocument[], text: string) =>
    encryptMessage({
      sender,
      message_id: '019b76da-a800-774f-b8b8-0b8fc1fe07e1',
      conversation_id: '019b76da-a800-794d-bfb9-dad68f9a42ad',
      timestamp: 1_767_225_600_000,
      type: 'text',
      reference: null,
      text,
      recipients,
    });
  return [
    {
      name: 'round trip between an x25519 and an RSA user',
      async run() {
        const alice = await generateUserKeys('alice@org1.test');
        const bob = await generateUserKeys('bob@org2.test', 'rsa-oaep-256');
        await verifyUserKeys(alice.document);
        await verifyUserKeys(bob.document);
        const there = await make(alice.secret, [bob.document], 'Grüße 👋');
        same((await decryptMessage(there, bob.secret, alice.document)).text, 'Grüße 👋', 'text');
        const back = await make(bob.secret, [alice.document], '');
        same((await decryptMessage(back, alice.secret, bob.document)).verified, 'verified', 'verified');
      },
    },
    {
      name: 'round trip of an attachment of 1 MiB and one byte',
      async run() {
        const plaintext = new Uint8Array(1_048_577).map((_, i) => (i * 7) & 255);
        const { key, stream } = encryptAttachment(inPieces(plaintext, [1000, 100_000]));
        const ciphertext = await collect(stream);
        same(ciphertext.length, ciphertextSize(plaintext.length), 'size');
        const opened = await collect(decryptAttachment([ciphertext], key));
        same(toHex(sha256(opened)), toHex(sha256(plaintext)), 'plaintext');
      },
    },
    {
      name: 'both hashes agree',
      async run() {
        const hashes = [createSha256(), createPortableSha256()].map((hash) => {
          for (const length of [0, 1, 63, 64, 65, 100_000]) hash.update(new Uint8Array(length).fill(length));
          return toHex(hash.digest());
        });
        same(hashes[1], hashes[0], 'SHA-256');
      },
    },
  ];
}

/** Every check; each rejects with an Error that says what is wrong. */
export function checksOf({ userKeys, messages, attachments }: Vectors): Check[] {
  return [
    ...userKeyChecks(userKeys),
    ...messageChecks(messages, userKeys),
    ...attachmentChecks(attachments),
    ...roundTrips(),
  ];
}
