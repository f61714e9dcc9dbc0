import type { FastifyRequest } from 'fastify';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import type { Authenticator } from './authenticator.js';

/** Paths of which every request is signed (profile §6). */
const SIGNED = '/federation/';

/** What comes before a body is read: the limit of the client's address, and who signed. */
export function beforeBody(addressRate: RateLimiter, authenticator: Authenticator) {
  return async (request: FastifyRequest): Promise<void> => {
    addressRate.consume(addressKey(request.ip));
    if (request.routeOptions.url?.startsWith(SIGNED)) await authenticator.authenticate(request);
  };
}
