import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { bytesPassed } from '../garbage.js';
import { onceOver } from './once-over.js';

export interface ReaderPace {
  /** How long a reader may take nothing. */
  idleMs: number;
  /** A connection must take at least `slowBytes` in each window, while there is more to send. */
  slowWindowMs: number;
  slowBytes: number;
}

/** A tenth of what a poor mobile line carries; a piece of a file, of which some wait in the connection, is 256 KiB. */
export const PACE: ReaderPace = { idleMs: 60_000, slowWindowMs: 300_000, slowBytes: 1024 * 1024 };

/**
 * Answers with a stream as fast as it is read; a reader that takes nothing for a minute, or next to nothing for five, is cut off. The stream
 * is destroyed when the answer is over, however that comes.
 */
export function sendStream(reply: FastifyReply, stream: Readable, pace: ReaderPace = PACE): void {
  cutIdle(reply.raw, pace.idleMs);
  cutSlow(reply, stream, pace);
  // Where the framework pipes it: whoever listened earlier would start it before.
  reply.raw.once('pipe', (source: Readable) => source.on('data', (chunk: Buffer) => bytesPassed(chunk.byteLength)));
  onceOver(reply, () => stream.destroy());
  void reply.send(stream);
}

/** Cuts an answer off of which nothing is taken for so long. */
export function cutIdle(raw: ServerResponse, idleMs: number): void {
  raw.setTimeout(idleMs, () => raw.destroy());
  // Before Node hands the connection on: an answer behind this one, as of a long poll, may have nothing to send for longer.
  raw.prependOnceListener('finish', () => raw.socket?.setTimeout(0));
}

/** An answer whose turn on its connection has not come yet cannot move. */
function cutSlow({ raw }: FastifyReply, stream: Readable, { slowWindowMs, slowBytes }: ReaderPace): void {
  const written = (): number | undefined => raw.socket?.bytesWritten;
  let before = written();
  const timer = setInterval(() => {
    const now = written();
    if (before !== undefined && now !== undefined && now - before < slowBytes) raw.destroy();
    before = now;
  }, slowWindowMs);
  timer.unref();
  stream.once('close', () => clearInterval(timer));
}
