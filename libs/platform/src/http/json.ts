import { isUtf8 } from 'node:buffer';
import { ProblemError } from '@iimp/protocol/problem';

/** A key that would set the prototype of an object into which somebody copies members, in any spelling that JSON allows. */
const PROTO_KEY =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/**
 * A JSON body. Of members that are there twice the last counts, here and everywhere after: the parsed value is what is checked,
 * stored and sent on, never the text. Throws `invalid_request` for what is not UTF-8, not JSON, or names `__proto__`.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new ProblemError('invalid_request', 'body: not UTF-8');
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_request', text === '' ? 'body: missing' : 'body: not valid JSON');
  }
  if (PROTO_KEY.test(text)) throw new ProblemError('invalid_request', 'body: a member may not be called __proto__');
  return value;
}
