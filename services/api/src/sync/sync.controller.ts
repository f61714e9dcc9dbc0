import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { DEFAULT_SYNC_LIMIT, MAX_SYNC_LIMIT, MAX_SYNC_WAIT_SECONDS } from '@iimp/protocol/limits';
import { syncResponseJson } from '@iimp/storage/read/mailbox-view';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountOf } from '../access/account.js';
import { sendJsonText } from '../http/json-text.js';
import { onceOver } from '@iimp/platform/http/once-over';
import { integerParam, type Query as Params } from '@iimp/platform/http/params';
import { EventStreams } from './event-streams.js';
import { MailboxReader } from './mailbox-reader.js';

const CURSOR = { min: 0, max: Number.MAX_SAFE_INTEGER, otherwise: 0 };

@Controller('api/v1')
export class SyncController {
  constructor(
    private readonly reader: MailboxReader,
    private readonly streams: EventStreams,
  ) {}

  @Get('sync')
  async sync(@Req() request: FastifyRequest, @Query() query: Params, @Res() reply: FastifyReply): Promise<void> {
    const { user } = accountOf(request);
    const cursor = integerParam(query, 'cursor', CURSOR);
    const limit = integerParam(query, 'limit', { min: 1, max: MAX_SYNC_LIMIT, otherwise: DEFAULT_SYNC_LIMIT });
    const wait = integerParam(query, 'wait', { min: 0, max: MAX_SYNC_WAIT_SECONDS, otherwise: 0 });
    // Also fires after each answer: a listener is cheap, an AbortController would make its error each time.
    const whenGone = (leave: () => void): void => onceOver(reply, leave);
    const page = await this.reader.read(user, { cursor, limit, waitMs: wait * 1_000, whenGone });
    sendJsonText(reply, syncResponseJson(page));
  }

  @Get('stream')
  async stream(
    @Req() request: FastifyRequest,
    @Query() query: Params,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { user, expiresAt } = accountOf(request);
    const given = lastEventId === undefined ? query : { cursor: lastEventId };
    const cursor = integerParam(given, 'cursor', CURSOR);
    // While it can still be told: a cursor that is refused, an unknown user, no database.
    await this.reader.read(user, { cursor, limit: 1, waitMs: 0 });
    const waiter = this.streams.enter({ user, cursor, expiresAt });
    // From here on the answer is written past Fastify.
    reply.hijack();
    onceOver(reply, () => waiter.end());
    await this.streams.serve(waiter, { user, cursor, expiresAt }, reply.raw);
  }
}
