/**
 * What the bodies of requests may hold in this process, all listeners together. A body holds bytes as they come, not as it declares
 * them, and until its request is answered: what was parsed of it lives as long.
 */
import type { FastifyRequest } from 'fastify';
import { addressKey } from '../rate-limit.js';
import { SharedRoom } from './shared-room.js';

/**
 * Bytes that a body may have without asking for room, so that ordinary messages are taken whatever others do. They have a bound of
 * their own: 20,000 connections of a listener with 8 KiB each are 156 MiB, and with the room below 284 MiB.
 */
export const FREE_BODY_BYTES = 8_192;
/** Bytes of all larger bodies. A process may have 768 MiB, and what is parsed of a body takes about as much again. */
const ROOM_BYTES = 128 * 1_048_576;
/** An address may hold one part in so many of what is left: alone, a quarter of all. */
const PARTS = 3;

/** The room of this process. */
export const bodyRoom = new SharedRoom(ROOM_BYTES, PARTS);

/** Notes that the body of a request has grown to `bytes`. @returns whether there was room for it */
export function holdBody(request: FastifyRequest, bytes: number): boolean {
  request.bodyShare ??= { address: clientOf(request), held: 0 };
  return bodyRoom.grow(request.bodyShare, bytes);
}

/** Lets go of a body that held room: what is counted no more must not be kept by an answer that waits for its turn either. */
export function letGoOfBody(request: FastifyRequest): void {
  if (!request.bodyShare) return;
  bodyRoom.giveBack(request.bodyShare);
  request.bodyShare = undefined;
  request.rawBody = undefined;
  request.body = undefined;
}

/** A socket that is closed already may have forgotten its address. */
function clientOf(request: FastifyRequest): string {
  return addressKey((request.ip as string | undefined) ?? '');
}
