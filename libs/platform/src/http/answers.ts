/**
 * What answers hold in this process while their readers have not taken them, all listeners together. An answer is whole in memory when
 * it is sent, a page of a mailbox is 4 MiB, and a client may ask for hundreds in one go and read none.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { ProblemError } from '@iimp/protocol/problem';
import { addressKey } from '../rate-limit.js';
import { onceOver } from './once-over.js';
import { SharedRoom } from './shared-room.js';
import { cutIdle, PACE, type ReaderPace } from './stream-reply.js';

/** Bytes that an answer may have without asking for room, where its connection has taken all that was sent before. */
export const FREE_ANSWER_BYTES = 8_192;
/** Of all others. A connection holds what is not taken once more, and with TLS twice. */
const ROOM_BYTES = 64 * 1_048_576;
/** A reader may hold one part in so many of what is left: alone, a quarter of all, which is three pages. */
const PARTS = 3;
/** An answer that each reader may have where there is no room: the largest message fits, so every mailbox can be read on. */
export const FIRST_ANSWER_BYTES = 1.25 * 1_048_576;
/** Bounds of a page, in bytes. It ends with the entry that reaches its bound, which may be the largest message: with that the least fits everywhere. */
const PAGE_BYTES = { most: 4 * 1_048_576, least: 128 * 1_024 };
/** Seconds after which there may be room again: most answers are taken much sooner. */
const RETRY_SECONDS = 2;

/** The room of this process. */
export const answerRoom = new SharedRoom(ROOM_BYTES, PARTS);
/** Who holds an answer outside the room. It is one each, and given only to who holds nothing. */
const outside = new Set<string>();

/** The bound of a page now: less than usual when many do not read, so that there is room for everybody's. */
export function pageBytes(): number {
  const { most, least } = PAGE_BYTES;
  return Math.min(most, Math.max(least, answerRoom.forOne - FIRST_ANSWER_BYTES));
}

/** Who an answer is for, where that is known better than by its address. */
export type ReaderOf = (request: FastifyRequest) => string | undefined;

/**
 * An answer that finds no room becomes 503, unless it is small and its reader holds no other. One that is not taken is cut off, as slowly
 * as a streamed one (stream-reply.ts). Streams are not counted: they hold some pieces, and their routes have places.
 */
export function boundAnswers(
  fastify: FastifyInstance,
  readerOf: ReaderOf = () => undefined,
  pace: ReaderPace = PACE,
): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const size = sizeOf(payload);
    // A problem needs no room: it is small, and may be what tells that there is none.
    if (size === 0 || reply.statusCode >= 400) return done();
    // Nobody is there any more: it is not kept until all are done that were asked for on its connection.
    if (request.raw.socket.destroyed) return done(null, null);
    if (size <= FREE_ANSWER_BYTES && isCaughtUp(reply.raw)) return done();
    const giveBack = take(readerOf(request) ?? addressKey(request.ip), size);
    if (!giveBack) return done(noRoom());
    const stopWaiting = cutOff(reply.raw, size, pace);
    onceOver(reply, () => {
      stopWaiting();
      giveBack();
    });
    done();
  });
}

/** @returns the way to give back what an answer holds; undefined: it finds no room */
function take(reader: string, size: number): (() => void) | undefined {
  const share = { address: reader, held: 0 };
  if (answerRoom.grow(share, size)) return () => answerRoom.giveBack(share);
  if (size > FIRST_ANSWER_BYTES || outside.has(reader) || answerRoom.heldBy(reader) > 0) return undefined;
  outside.add(reader);
  return () => void outside.delete(reader);
}

function sizeOf(payload: unknown): number {
  if (typeof payload === 'string') return payload.length;
  return Buffer.isBuffer(payload) ? payload.length : 0;
}

/** Whether nothing waits on the connection that was sent before; an answer whose turn has not come has none. */
function isCaughtUp({ socket }: ServerResponse): boolean {
  return socket !== null && socket.writableLength === 0;
}

/** When its turn has come: after a time without any progress, and after as long as the pace allows for its size. @returns the way to stop it */
function cutOff(raw: ServerResponse, size: number, { idleMs, slowWindowMs, slowBytes }: ReaderPace): () => void {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    cutIdle(raw, idleMs);
    timer = setTimeout(() => raw.destroy(), Math.ceil(size / slowBytes) * slowWindowMs);
    timer.unref();
  };
  if (raw.socket === null) raw.once('socket', begin);
  else begin();
  return () => {
    raw.off('socket', begin);
    clearTimeout(timer);
  };
}

function noRoom(): ProblemError {
  return new ProblemError('unavailable', 'too much waits to be read', { retryAfterSeconds: RETRY_SECONDS });
}
