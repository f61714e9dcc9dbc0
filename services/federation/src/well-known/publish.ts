import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTagOf, matchesTag } from '@iimp/platform/http/conditional';

/** Caches on the way keep it no longer: who asks again, because keys have changed, must not get what was before. */
const SHARED_MAX_AGE_SECONDS = 60;

/** Answers with a public document: ETag from its bytes, and 304 to who has it already (RFC 9110 §13.1.2). */
export function publish(request: FastifyRequest, reply: FastifyReply, document: object, maxAgeSeconds: number): void {
  const body = JSON.stringify(document);
  const etag = entityTagOf(body);
  const cacheControl = `public, max-age=${maxAgeSeconds}, s-maxage=${SHARED_MAX_AGE_SECONDS}`;
  void reply.headers({ etag, 'cache-control': cacheControl, 'access-control-allow-origin': '*' });
  if (matchesTag(request.headers['if-none-match'], etag)) void reply.code(304).send();
  else void reply.code(200).header('content-type', 'application/json').send(Buffer.from(body));
}
