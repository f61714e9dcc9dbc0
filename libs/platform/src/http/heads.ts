/** What Node would answer by itself, without a problem document, or let pass though nobody is there. */
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ProblemError, toProblem } from '@iimp/protocol/problem';

/** Puts these checks before all others. The server is made with `requireHostHeader: false`: Node would answer without a body. */
export function checkHeads(fastify: FastifyInstance): void {
  (fastify.server as Server).on('checkExpectation', refuseExpectation);
  fastify.addHook('onRequest', ({ ip, raw }, _reply, done) => {
    if ((ip as string | undefined) === undefined) {
      // A connection that was reset before it was read has no address: there is nobody to be counted, and nobody to be answered.
      done(new ProblemError('invalid_request', 'the connection was reset'));
    } else if (raw.headers.host === undefined && raw.httpVersion === '1.1') {
      done(new ProblemError('invalid_request', 'Host: missing'));
    } else done();
  });
}

/** `Expect` with anything but `100-continue` (RFC 9110 §10.1.1): the code is that of every bad request, the status HTTP's own. */
function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const problem = toProblem(new ProblemError('invalid_request', 'Expect: only 100-continue is known'));
  const body = Buffer.from(JSON.stringify({ ...problem, status: 417 }));
  const headers = { 'content-type': 'application/problem+json', 'content-length': body.length, connection: 'close' };
  response.writeHead(417, headers).end(body);
}
