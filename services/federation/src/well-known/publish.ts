import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers with a public document: ETag from its bytes, and 304 to who has it already (RFC 9110 §13.1.2). */
export function publish(request: FastifyRequest, reply: FastifyReply, document: object, maxAgeSeconds: number): void {
  const body = Buffer.from(JSON.stringify(document));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  void reply.headers({ etag, 'cache-control': `public, max-age=${maxAgeSeconds}`, 'access-control-allow-origin': '*' });
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) void reply.code(304).send();
  else void reply.code(200).header('content-type', 'application/json').send(body);
}
