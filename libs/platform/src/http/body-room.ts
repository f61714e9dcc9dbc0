/**
 * What the bodies of requests may hold in this process, all listeners together. A body holds bytes as they come, not as it declares
 * them, and until its request is answered: what was parsed of it lives as long.
 */
import type { FastifyRequest } from 'fastify';
import { addressKey } from '../rate-limit.js';

/**
 * Bytes that a body may have without asking for room, so that ordinary messages are taken whatever others do. They have a bound of
 * their own: 20,000 connections of a listener with 8 KiB each are 156 MiB, and with the room below 284 MiB.
 */
export const FREE_BODY_BYTES = 8_192;
/** Bytes of all larger bodies. A process may have 768 MiB, and what is parsed of a body takes about as much again. */
const ROOM_BYTES = 128 * 1_048_576;
/** An address may hold one part in so many of what is left. */
const PARTS = 3;

/** How much of the room one body holds. */
export interface BodyShare {
  readonly address: string;
  bytes: number;
}

/**
 * Room in bytes, shared between addresses: each may hold a third of what all of them leave free, which is a quarter of the whole
 * while it is alone. Since something is always left, an address that takes all it can (or many that do) shuts nobody else out.
 */
export class BodyRoom {
  private readonly ofAddress = new Map<string, number>();
  private total = 0;

  constructor(private readonly bytes: number) {}

  /** Bytes held now. */
  get held(): number {
    return this.total;
  }

  /** Lets a share grow to `bytes`. @returns whether there was room; otherwise it stays as it is */
  grow(share: BodyShare, bytes: number): boolean {
    const more = bytes - share.bytes;
    const own = (this.ofAddress.get(share.address) ?? 0) + more;
    if (own * PARTS > this.bytes - this.total - more) return false;
    this.ofAddress.set(share.address, own);
    this.total += more;
    share.bytes = bytes;
    return true;
  }

  /** Takes back all that a share holds; more than once does no harm. */
  giveBack(share: BodyShare): void {
    const left = (this.ofAddress.get(share.address) ?? 0) - share.bytes;
    if (left > 0) this.ofAddress.set(share.address, left);
    else this.ofAddress.delete(share.address);
    this.total -= share.bytes;
    share.bytes = 0;
  }
}

/** The room of this process. */
export const bodyRoom = new BodyRoom(ROOM_BYTES);

/** Notes that the body of a request has grown to `bytes`. @returns whether there was room for it */
export function holdBody(request: FastifyRequest, bytes: number): boolean {
  request.bodyShare ??= { address: clientOf(request), bytes: 0 };
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
