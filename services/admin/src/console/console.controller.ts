import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '@iimp/protocol/problem';
import { Needs } from '../access/route.js';
import { type PageFile, readPage } from './page.js';

/** Nothing but our own files, no inline script or style, no frame around it; texts never become HTML (trusted types). */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The page for operators. It needs no token: it is the same for everybody, and asks the API with the token that it is given. */
@Controller()
export class ConsoleController {
  private readonly files = readPage();

  @Get()
  @Needs('anybody')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send('index.html', 'no-cache', request, reply);
  }

  /** The name has a hash of the content in it. */
  @Get('console/:name')
  @Needs('anybody')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(name, 'public, max-age=31536000, immutable', request, reply);
  }

  private send(name: string, caching: string, request: FastifyRequest, reply: FastifyReply): void {
    const { type, etag, content } = this.find(name);
    void reply.headers({ ...HEADERS, etag, 'cache-control': caching });
    if (request.headers['if-none-match'] === etag) void reply.code(304).send();
    else void reply.code(200).header('content-type', type).send(content);
  }

  private find(name: string): PageFile {
    if (this.files.size === 0) throw new ProblemError('not_found', 'the console is not built: npm run build');
    const file = this.files.get(name);
    if (!file) throw new ProblemError('not_found', 'there is nothing at this address');
    return file;
  }
}
