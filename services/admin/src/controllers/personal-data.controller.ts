import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Administration } from '@iimp/administration/administration';
import type { Query as Params } from '@iimp/platform/http/params';
import type { AdminErasedList, AdminErasure } from '@iimp/proto/admin-types';
import { validateAdminErase } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';
import { pageParams, sendPrivate } from './params.js';

/** What a person may ask for: admins alone may take it out, or away. */
@Controller('admin/v1')
export class PersonalDataController {
  @Get('users/:user/export')
  @Needs('admin')
  async export(
    @Acting() { personalData }: Administration,
    @Param('user') user: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendPrivate(reply, await personalData.export(user), { 'content-type': 'application/x-ndjson' });
  }

  @Get('users/:user/export/attachments/:origin/:attachment')
  @Needs('admin')
  async attachment(
    @Acting() { personalData }: Administration,
    @Param('user') user: string,
    @Param('origin') origin: string,
    @Param('attachment') attachment: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { size, stream } = await personalData.attachment(user, { origin, attachment });
    sendPrivate(reply, stream, { 'content-type': 'application/octet-stream', 'content-length': size });
  }

  @Post('users/:user/erase')
  @HttpCode(200)
  @Needs('admin')
  erase(
    @Acting() { personalData }: Administration,
    @Param('user') user: string,
    @Body() body: unknown,
  ): Promise<AdminErasure> {
    return personalData.erase(user, checkShape(validateAdminErase, body).after);
  }

  @Get('erased-users')
  @Needs('admin')
  erased(@Acting() { personalData }: Administration, @Query() query: Params): Promise<AdminErasedList> {
    return personalData.erased(pageParams(query));
  }
}
