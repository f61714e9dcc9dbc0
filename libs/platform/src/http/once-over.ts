import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** What waits for the end of a connection. It has one listener for all of them: a client may ask for much in one go. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `done` once, when an answer is over: sent to its end, or its connection gone (at once, where it is gone already). Of the latter
 * Node tells only the answer whose turn it is, and none of those that wait behind it on the same connection.
 */
export function onceOver(reply: FastifyReply, done: () => void): void {
  const { socket } = reply.request.raw;
  if (socket.destroyed) return done();
  const others = waitingOn(socket);
  const over = (): void => {
    if (others.delete(over)) done();
  };
  others.add(over);
  reply.raw.once('close', over);
}

function waitingOn(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known) return known;
  const made = new Set<() => void>();
  waiting.set(socket, made);
  socket.once('close', () => made.forEach((over) => over()));
  return made;
}
