import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { DeliveryReport, FederationBatchResult, FederationResult } from '@iimp/proto/types';
import { validateFederationBatch } from '@iimp/proto/validators';
import { isBatch } from '@iimp/protocol/batch';
import { MAX_BATCH, MAX_FEDERATION_BODY_BYTES, MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkShape } from '@iimp/protocol/shape';
import { JsonBody } from '@iimp/platform/http/bodies';
import { DeliveriesView } from '@iimp/storage/outbox/deliveries-view';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../access/account.js';
import { idParam } from '../http/params.js';
import { Outgoing } from './outgoing.js';

@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly outgoing: Outgoing,
    private readonly deliveries: DeliveriesView,
  ) {}

  @Post()
  @JsonBody({ limit: MAX_FEDERATION_BODY_BYTES })
  async send(
    @SignedIn() user: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FederationResult | FederationBatchResult> {
    if (isBatch(body)) {
      void reply.code(200);
      return this.outgoing.sendMany(user, batchOf(body));
    }
    if ((request.rawBody?.length ?? 0) > MAX_MESSAGE_BYTES)
      throw new ProblemError('too_large', `body: more than ${MAX_MESSAGE_BYTES} bytes for one message`);
    const result = await this.outgoing.send(user, body);
    void reply.code(result.status === 'stored' ? 201 : 200);
    return result;
  }

  @Get(':id/deliveries')
  async report(@SignedIn() user: string, @Param('id') id: string): Promise<DeliveryReport> {
    const message_id = idParam(id);
    const deliveries = await this.deliveries.deliveries(message_id, user);
    if (!deliveries) throw new ProblemError('not_found', 'no such message was sent by this user');
    return { message_id, deliveries };
  }
}

function batchOf(body: unknown): unknown[] {
  const { messages } = checkShape(validateFederationBatch, body);
  if (messages.length > MAX_BATCH) throw new ProblemError('too_large', `messages: more than ${MAX_BATCH}`);
  return messages;
}
