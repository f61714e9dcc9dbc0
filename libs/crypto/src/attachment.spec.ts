import fc from 'fast-check';
import { toBase64url } from '@iimp/protocol/base64url';
import { ATTACHMENT_CHUNK_BYTES } from '@iimp/protocol/limits';
import { ciphertextSize, decryptAttachment, encryptAttachment } from './attachment.js';
import { collect, inPieces, refusal } from './crypto.testkit.js';
import { randomBytes, sodium } from './internal/sodium.js';
import { ready } from './ready.js';

const HEADER = 24;
const CHUNK = ATTACHMENT_CHUNK_BYTES + 17;

beforeAll(ready);

const bytesOf = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8)) & 255);

async function sealed(length: number): Promise<{ key: string; ciphertext: Uint8Array }> {
  const { key, stream } = encryptAttachment([bytesOf(length)]);
  return { key, ciphertext: await collect(stream) };
}

const open = (ciphertext: Uint8Array, key: string): Promise<Uint8Array> =>
  collect(decryptAttachment([ciphertext], key));

/** Header, then chunks. */
function split(ciphertext: Uint8Array): Uint8Array[] {
  const parts = [ciphertext.subarray(0, HEADER)];
  for (let at = HEADER; at < ciphertext.length; at += CHUNK) parts.push(ciphertext.subarray(at, at + CHUNK));
  return parts;
}

const join = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

describe('a round trip', () => {
  it('gives back any bytes, in whatever pieces they come', async () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 200_000 }),
      fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073),
    );
    const pieces = fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(length, pieces, pieces, async (size, there, back) => {
        const plaintext = bytesOf(size);
        const { key, stream } = encryptAttachment(
          inPieces(
            plaintext,
            there.map((n) => n + 500),
          ),
        );
        const ciphertext = await collect(stream);
        expect(ciphertext.length).toBe(ciphertextSize(size));
        const opened = await collect(
          decryptAttachment(
            inPieces(
              ciphertext,
              back.map((n) => n + 500),
            ),
            key,
          ),
        );
        expect(Buffer.from(opened).equals(plaintext)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('works byte by byte', async () => {
    const { key, ciphertext } = await sealed(3000);
    expect(await collect(decryptAttachment(inPieces(ciphertext, [1]), key))).toEqual(bytesOf(3000));
  });

  it('uses a fresh key and header each time', async () => {
    const [a, b] = [await sealed(10), await sealed(10)];
    expect(a.key).not.toBe(b.key);
    expect(a.ciphertext.subarray(0, HEADER)).not.toEqual(b.ciphertext.subarray(0, HEADER));
  });
});

describe('refused', () => {
  it('any flipped bit, at any place', async () => {
    const { key, ciphertext } = await sealed(150_000);
    const place = fc.oneof(fc.nat({ max: ciphertext.length - 1 }), fc.nat({ max: 60 }));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const changed = ciphertext.slice();
        changed[at]! ^= 1 << bit;
        expect(await refusal(open(changed, key))).toMatch(/changed/);
      }),
      { numRuns: 60 },
    );
  });

  it('cut anywhere, at chunks or between', async () => {
    const { key, ciphertext } = await sealed(200_000);
    const boundary = fc.integer({ min: 0, max: 3 }).map((n) => HEADER + n * CHUNK);
    const cut = fc.oneof(fc.nat({ max: ciphertext.length - 1 }), boundary);
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        await refusal(open(ciphertext.subarray(0, length), key));
      }),
      { numRuns: 60 },
    );
    expect(await refusal(open(ciphertext.subarray(0, HEADER + CHUNK), key))).toMatch(/cut short/);
  });

  it('chunks left out, doubled, swapped, from another file, or added', async () => {
    const { key, ciphertext } = await sealed(200_000);
    const [header, a, b, c, last] = split(ciphertext) as [Uint8Array, ...Uint8Array[]] as Uint8Array[];
    const other = split((await sealed(200_000)).ciphertext);
    const orders = [
      [header, b, c, last],
      [header, a, c, last],
      [header, a, a, b, c, last],
      [header, b, a, c, last],
      [header, a, b, last, c],
      [header, a, b, c, last, last],
      [header, a, b, c, last, new Uint8Array(17)],
      [header, a, other[2], c, last],
      [other[0], a, b, c, last],
      [a, b, c, last],
      [header],
    ] as Uint8Array[][];
    for (const order of orders) await refusal(open(join(order), key));
    expect((await open(join([header, a, b, c, last] as Uint8Array[]), key)).length).toBe(200_000);
  });

  it('a stream that goes on after its FINAL chunk, under the right key', async () => {
    const key = randomBytes(32);
    const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
    const push = (tag: number) =>
      sodium.crypto_secretstream_xchacha20poly1305_push(state, bytesOf(ATTACHMENT_CHUNK_BYTES), null, tag);
    const FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    const ciphertext = join([header, push(FINAL), push(FINAL)]);
    expect(await refusal(open(ciphertext, toBase64url(key)))).toMatch(/goes on/);
  });

  it('a chunk with the tag PUSH or REKEY, under the right key', async () => {
    for (const name of ['TAG_PUSH', 'TAG_REKEY'] as const) {
      const key = randomBytes(32);
      const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
      const tag = sodium[`crypto_secretstream_xchacha20poly1305_${name}`];
      const chunk = sodium.crypto_secretstream_xchacha20poly1305_push(state, bytesOf(5), null, tag);
      expect(await refusal(open(join([header, chunk]), toBase64url(key)))).toMatch(/kind/);
    }
  });

  it('another key, and what is none', async () => {
    const { ciphertext } = await sealed(10);
    for (const key of ['A'.repeat(43), 'AAAA', '!', '']) await refusal(open(ciphertext, key));
  });
});

describe('memory', () => {
  it('reads no further ahead than a chunk, however long the stream', async () => {
    const piece = new Uint8Array(10_000);
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += piece.length;
        yield piece;
      }
    }
    const { key, stream } = encryptAttachment(endless());
    let written = 0;
    let opened = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of stream) {
        written += chunk.length;
        yield chunk;
      }
    }
    for await (const chunk of decryptAttachment(counted(), key)) {
      opened += chunk.length;
      expect(read - written).toBeLessThan(2 * CHUNK);
      expect(written - opened).toBeLessThan(3 * CHUNK);
      if (opened > 3_000_000) break;
    }
    // Leaving early ended the source as well.
    const at = read;
    await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBe(at);
  });

  it('gives back what it takes of the WebAssembly heap', async () => {
    const { libsodium } = sodium as unknown as { libsodium: { HEAPU8: Uint8Array } };
    const { key, ciphertext } = await sealed(100_000);
    const before = libsodium.HEAPU8.length;
    for (let i = 0; i < 300; i += 1) await open(ciphertext, key);
    expect(libsodium.HEAPU8.length).toBe(before);
  });

  it('hands an error of the source on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error('disk gone');
    }
    await expect(collect(encryptAttachment(broken()).stream)).rejects.toThrow('disk gone');
    await expect(collect(decryptAttachment(broken(), 'A'.repeat(43)))).rejects.toThrow('disk gone');
  });
});
