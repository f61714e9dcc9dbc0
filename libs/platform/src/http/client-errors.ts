/** Answers to what is not even HTTP, or not a path: before any route, hook or filter. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { asProblem, sendProblem } from './problem-reply.js';

interface Refusal {
  status: number;
  reason: string;
  detail: string;
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, reason: 'Request Header Fields Too Large', detail: 'the header fields are too large' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: 'Request Timeout', detail: 'the request did not arrive in time' };
    default:
      return { status: 400, reason: 'Bad Request', detail: 'this is not valid HTTP' };
  }
}

/** For node:http's `clientError`: one problem document, and the end of the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  const answering = (socket as { _httpMessage?: OutgoingMessage })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent === true) {
    socket.destroy();
    return;
  }
  const { status, reason, detail } = refusalOf(error.code);
  const body = JSON.stringify({
    type: 'urn:iimp:error:invalid_request',
    title: 'The request is not valid',
    status,
    detail,
    code: 'invalid_request',
  });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // The other side may never end its half.
  setTimeout(() => socket.destroy(), 1_000).unref();
}

/** For Fastify's `frameworkErrors`: a path that cannot be decoded, or has a part that is too long. */
export function answerFrameworkError(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, asProblem(error));
}
