import { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { UploadResult } from '@iimp/proto/types';
import { ProblemError } from '@iimp/protocol/problem';
import { StreamBody } from '@iimp/platform/http/bodies';
import type { Query as Params } from '@iimp/platform/http/params';
import { sendStream } from '@iimp/platform/http/stream-reply';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../access/account.js';
import { idParam, sha256Param } from '../http/params.js';
import { Downloads } from './downloads.js';
import { uploadBody } from './upload-body.js';
import { Uploads } from './uploads.js';

@Controller('api/v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly downloads: Downloads,
  ) {}

  @Post()
  @StreamBody()
  upload(@SignedIn() user: string, @Req() request: FastifyRequest): Promise<UploadResult> {
    const length = request.headers['content-length'];
    if (length === undefined && request.headers['transfer-encoding'] === undefined)
      throw new ProblemError('invalid_request', 'body: missing');
    return this.uploads.store(user, length === undefined ? undefined : Number(length), () => uploadBody(request.raw));
  }

  @Get(':id')
  async download(
    @SignedIn() user: string,
    @Param('id') id: string,
    @Query() query: Params,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { range, 'if-none-match': ifNoneMatch } = request.headers;
    const { 'if-range': ifRange } = request.headers as { 'if-range'?: string };
    const wanted = { id: idParam(id), ...sha256Param(query) };
    const { status, headers, body } = await this.downloads.open(user, wanted, {
      range,
      'if-range': ifRange,
      'if-none-match': ifNoneMatch,
    });
    void reply.code(status).headers(headers);
    if (body instanceof Readable) sendStream(reply, body);
    else void reply.send(body);
  }
}
