/** Messages to bytes and back. Both directions check size and rules, so that neither side trusts the other. */
import { create, fromBinary, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { MessagingError } from '../errors.js';
import {
  specOf,
  type Incoming,
  type Outgoing,
  type Pattern,
  type Reply,
  type ReplyInit,
  type RpcPattern,
} from '../topology.js';
import { violation } from './rules.js';

/** Longest body, bytes: four discovery documents with all their escapes. */
export const MAX_BODY_BYTES = 512 * 1024;

/** The body of a message. Throws MessagingError `invalid`. */
export function encodeMessage<P extends Pattern>(pattern: P, message: Outgoing<P>): Uint8Array {
  return encode(specOf(pattern).schema, message, pattern);
}

/** Reads a body. Throws MessagingError `invalid`. */
export function decodeMessage<P extends Pattern>(pattern: P, body: Uint8Array): Incoming<P> {
  return decode(specOf(pattern).schema, body, pattern) as Incoming<P>;
}

/** The body of an answer. Throws MessagingError `invalid`. */
export function encodeReply<P extends RpcPattern>(pattern: P, reply: ReplyInit<P>): Uint8Array {
  return encode(replySchema(pattern), reply, `answer to ${pattern}`);
}

/** Reads an answer. Throws MessagingError `invalid`. */
export function decodeReply<P extends RpcPattern>(pattern: P, body: Uint8Array): Reply<P> {
  return decode(replySchema(pattern), body, `answer to ${pattern}`) as Reply<P>;
}

function replySchema(pattern: RpcPattern): DescMessage {
  const { reply } = specOf(pattern);
  if (!reply) throw new MessagingError('invalid', `${pattern} is not a request`);
  return reply;
}

function encode(schema: DescMessage, init: unknown, what: string): Uint8Array {
  let body: Uint8Array;
  let wrong: string | undefined;
  try {
    const message = create(schema, init as MessageInitShape<DescMessage>);
    wrong = violation(schema, message);
    body = toBinary(schema, message);
  } catch (cause) {
    throw new MessagingError('invalid', `${what} cannot be encoded: ${String(cause)}`, { cause });
  }
  if (wrong !== undefined) throw new MessagingError('invalid', `${what}: ${wrong}`);
  if (body.length > MAX_BODY_BYTES)
    throw new MessagingError('invalid', `${what} is longer than ${MAX_BODY_BYTES} bytes`);
  return body;
}

function decode(schema: DescMessage, body: Uint8Array, what: string): object {
  if (body.length > MAX_BODY_BYTES)
    throw new MessagingError('invalid', `${what} is longer than ${MAX_BODY_BYTES} bytes`);
  let message: object;
  try {
    message = fromBinary(schema, body);
  } catch (cause) {
    throw new MessagingError('invalid', `${what} cannot be decoded: ${String(cause)}`, { cause });
  }
  const wrong = violation(schema, message);
  if (wrong !== undefined) throw new MessagingError('invalid', `${what}: ${wrong}`);
  return message;
}
