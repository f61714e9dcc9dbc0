import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { bytesPassed } from '../garbage.js';

/** How long an answer that is streamed may wait for who reads it. */
const IDLE_MS = 60_000;

/** Answers with a stream as fast as it is read; a reader that takes nothing for a minute is cut off. */
export function sendStream(reply: FastifyReply, stream: Readable): void {
  reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
  // Where the framework pipes it: whoever listened earlier would start it before.
  reply.raw.once('pipe', (source: Readable) => source.on('data', (chunk: Buffer) => bytesPassed(chunk.byteLength)));
  void reply.send(stream);
}
