import type { FastifyReply } from 'fastify';

/** Answers with JSON that is text already: nothing is parsed or built again. */
export function sendJsonText(reply: FastifyReply, text: string, status = 200): void {
  void reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(text);
}
