/**
 * Arrays in Postgres' binary format, as parameters of `unnest`. pg sends a Buffer as a binary value, so texts travel without
 * being escaped into an array literal and parsed out of it again: a batch of 100 messages is some 200 KiB of JSON, full of quotes.
 */

const OID = { bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, uuid: 2950 } as const;

/** An element: its length, and how it is written at an offset. `null` is NULL. */
type Sized = readonly [bytes: number, write: (target: Buffer, at: number) => void] | null;

function encode(oid: number, count: number, element: (index: number) => Sized): Buffer {
  const elements: Sized[] = [];
  let size = 20;
  let hasNull = 0;
  for (let index = 0; index < count; index++) {
    const sized = element(index);
    if (sized === null) hasNull = 1;
    size += 4 + (sized?.[0] ?? 0);
    elements.push(sized);
  }
  const buffer = Buffer.allocUnsafe(size);
  // One dimension; whether a NULL is among them; the type; how many; counted from 1.
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(hasNull, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16);
  let at = 20;
  for (const sized of elements) {
    buffer.writeInt32BE(sized === null ? -1 : sized[0], at);
    at += 4;
    if (sized === null) continue;
    sized[1](buffer, at);
    at += sized[0];
  }
  return buffer;
}

function encodeBytes(oid: number, values: readonly (Uint8Array | null)[]): Buffer {
  return encode(oid, values.length, (index) => {
    const value = values[index] ?? null;
    return value === null ? null : [value.length, (target, at) => target.set(value, at)];
  });
}

/** `text[]` */
export function textArray(values: readonly (string | null)[]): Buffer {
  return encode(OID.text, values.length, (index) => {
    const value = values[index] ?? null;
    return value === null ? null : [Buffer.byteLength(value), (target, at) => target.write(value, at)];
  });
}

/** `uuid[]` */
export function uuidArray(values: readonly (string | null)[]): Buffer {
  return encode(OID.uuid, values.length, (index) => {
    const value = values[index] ?? null;
    return value === null ? null : [16, (target, at) => target.write(value.replaceAll('-', ''), at, 16, 'hex')];
  });
}

/** `bigint[]` of safe integers */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  return encode(OID.int8, values.length, (index) => {
    const value = values[index] ?? null;
    return value === null ? null : [8, (target, at) => target.writeBigInt64BE(BigInt(value), at)];
  });
}

/** `bigint[]` of eight raw bytes each */
export function bigintBytesArray(values: readonly Uint8Array[]): Buffer {
  return encodeBytes(OID.int8, values);
}

/** `integer[]` */
export function intArray(values: readonly (number | null)[]): Buffer {
  return encode(OID.int4, values.length, (index) => {
    const value = values[index] ?? null;
    return value === null ? null : [4, (target, at) => target.writeInt32BE(value, at)];
  });
}

/** `smallint[]` */
export function smallintArray(values: readonly number[]): Buffer {
  return encode(OID.int2, values.length, (index) => [2, (target, at) => target.writeInt16BE(values[index] ?? 0, at)]);
}

/** `bytea[]` */
export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  return encodeBytes(OID.bytea, values);
}
