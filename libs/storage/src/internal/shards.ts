import { conversationLockKey } from './locks.js';

/** Shards of a destination, unless said otherwise. Writers and workers must agree; more are possible later, fewer not. */
export const DEFAULT_SHARDS = 8;
export const MAX_SHARDS = 64;

/** A number of shards that is possible; throws a TypeError. */
export function checkShards(shards: number = DEFAULT_SHARDS): number {
  if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS)
    throw new TypeError(`shards must be 1 to ${MAX_SHARDS}`);
  return shards;
}

/** The shard of a conversation: the same in every process that has as many shards. */
export function shardOf(conversationId: string, shards: number): number {
  return Number.parseInt(conversationLockKey(conversationId).slice(-6), 16) % shards;
}
