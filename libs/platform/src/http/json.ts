import { isUtf8 } from 'node:buffer';
import { MAX_JSON_DEPTH, MAX_SMALL_BODY_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';

/** A key that would set the prototype of an object into which somebody copies members, in any spelling that JSON allows. */
const PROTO_KEY =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/**
 * A JSON body. Of members that are there twice the last counts, here and everywhere after: the parsed value is what is checked,
 * stored and sent on, never the text. A member called `__proto__` is left out, as what nobody knows is ignored (profile, Conventions):
 * in a batch one such message must not fail the others. Throws `invalid_request` for what is not UTF-8, not JSON, or dear to parse.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new ProblemError('invalid_request', 'body: not UTF-8');
  const text = body.toString('utf8');
  if (body.length > MAX_SMALL_BODY_BYTES) refuseDear(text, body.length);
  // Every spelling begins so or has an escape, as hardly a text has: looking for these takes half as long as the expression.
  const isSuspect = text.includes('"__') || text.includes('\\u');
  let value: unknown;
  try {
    // A reviver takes many times as long: only for the text that needs it.
    value = isSuspect && PROTO_KEY.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_request', text === '' ? 'body: missing' : 'body: not valid JSON');
  }
  return value;
}

/** Values of a large body: some, and one for so many bytes. Messages have one for 40 bytes and more. */
const FREE_VALUES = 1_000;
const BYTES_OF_A_VALUE = 8;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];

/**
 * Refuses what is cheap to send and stops everybody while it is parsed: 8 MB of nested arrays take 6 s, 8 MB of empty ones 2.6 s
 * (2026-11-26, Node 20, 2 vCPU), and at the bound a tenth of that. It looks at brackets and commas outside of strings; what is not JSON at all is not its matter.
 * In the text and not in its bytes, where each quote is a call of C++ (Node 24: 0.4 instead of 0.8 µs for a message of 2 KiB).
 */
function refuseDear(text: string, bytes: number): void {
  let left = FREE_VALUES + bytes / BYTES_OF_A_VALUE;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) left--;
    // [ and {, ] and }: they differ in one bit.
    else if ((code | 0x20) === 0x7b) {
      left--;
      if (++depth > MAX_JSON_DEPTH) throw new ProblemError('invalid_request', 'body: nested too deeply');
    } else if ((code | 0x20) === 0x7d) depth--;
    if (left < 0) throw new ProblemError('invalid_request', 'body: too many values for its size');
  }
}

/** Where the string ends that begins at `from`, or the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);
