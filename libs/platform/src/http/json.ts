import { isUtf8 } from 'node:buffer';
import { ProblemError } from '@iimp/protocol/problem';

/** A key that would set the prototype of an object into which somebody copies members, in any spelling that JSON allows. */
const PROTO_KEY =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/**
 * A JSON body. Of members that are there twice the last counts, here and everywhere after: the parsed value is what is checked,
 * stored and sent on, never the text. A member called `__proto__` is left out, as what nobody knows is ignored (profile, Conventions):
 * in a batch one such message must not fail the others. Throws `invalid_request` for what is not UTF-8 or not JSON.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new ProblemError('invalid_request', 'body: not UTF-8');
  const text = body.toString('utf8');
  let value: unknown;
  try {
    // A reviver takes many times as long: only for the text that needs it.
    value = PROTO_KEY.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_request', text === '' ? 'body: missing' : 'body: not valid JSON');
  }
  return value;
}

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);
