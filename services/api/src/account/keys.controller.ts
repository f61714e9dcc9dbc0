import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { entityTagOf, matchesTag } from '@iimp/platform/http/conditional';
import type { FastifyReply } from 'fastify';
import { KeyDirectory } from './key-directory.js';

@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly directory: KeyDirectory) {}

  @Get(':address')
  async keys(
    @Param('address') address: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const json = await this.directory.find(address);
    const tag = entityTagOf(json);
    void reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (matchesTag(ifNoneMatch, tag)) void reply.code(304).send();
    else void reply.header('content-type', 'application/json; charset=utf-8').send(json);
  }
}
