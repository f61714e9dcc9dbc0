import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How long an answer that is streamed may wait for who reads it. */
const IDLE_MS = 60_000;

/** Answers with a stream as fast as it is read; a reader that takes nothing for a minute is cut off. */
export function sendStream(reply: FastifyReply, stream: Readable): void {
  reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
  void reply.send(stream);
}
