import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { integerParam, type Query, textParam } from '@iimp/platform/http/params';
import { sendStream } from '@iimp/platform/http/stream-reply';
import { ProblemError } from '@iimp/protocol/problem';

const MAX_TEXT = 400;
const TIME = { min: 0, max: Number.MAX_SAFE_INTEGER, otherwise: 0 };

/** `limit` of the lists. */
export const limitParam = (query: Query): number =>
  integerParam(query, 'limit', { min: 1, max: 1_000, otherwise: 100 });

/** Answers with what is nobody else's; it ends with the request. */
export function sendPrivate(reply: FastifyReply, stream: Readable, headers: Record<string, string | number>): void {
  sendStream(
    reply.headers({ ...headers, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }),
    stream,
  );
}

/** `limit` and `after` of the lists that go on. */
export function pageParams(query: Query): { limit: number; after?: string } {
  return { limit: limitParam(query), ...textsOf(query, ['after']) };
}

/** Texts that may be given. */
export function textsOf<N extends string>(query: Query, names: readonly N[]): Partial<Record<N, string>> {
  const given = names.flatMap((name) => {
    const text = textParam(query, name, MAX_TEXT);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(given) as Partial<Record<N, string>>;
}

/** Whole numbers that may be given. */
export function numbersOf<N extends string>(query: Query, names: readonly N[]): Partial<Record<N, number>> {
  const given = names.filter((name) => query[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, integerParam(query, name, TIME)])) as Partial<Record<N, number>>;
}

/** `true` or `false`; false when it is not given. */
export function flagParam(query: Query, name: string): boolean {
  const text = query[name];
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new ProblemError('invalid_request', `${name}: must be true or false`);
}
