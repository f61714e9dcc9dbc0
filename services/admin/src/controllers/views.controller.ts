import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Administration } from '@iimp/administration/administration';
import type { Query as Params } from '@iimp/platform/http/params';
import type { AdminAuditPage, AdminIdentity, AdminOverview, AdminQuotas } from '@iimp/proto/admin-types';
import type { AdminStatistics, DeliveryProof } from '@iimp/proto/admin-types';
import { Acting, operatorOf } from '../access/acting.js';
import { Needs } from '../access/route.js';
import { Overviews } from '../overviews.js';
import { limitParam, numbersOf, textsOf } from './params.js';

/** What is only looked at. */
@Controller('admin/v1')
export class ViewsController {
  constructor(private readonly overviews: Overviews) {}

  @Get('whoami')
  @Needs('viewer')
  whoami(@Req() request: FastifyRequest): AdminIdentity {
    const { name, role, expiresAt } = operatorOf(request).token;
    return { name, role, expires_at: expiresAt };
  }

  @Get('overview')
  @Needs('viewer')
  overview(@Acting() administration: Administration): Promise<AdminOverview> {
    return this.overviews.recent(() => administration.overview());
  }

  @Get('statistics')
  @Needs('viewer')
  statistics(@Acting() administration: Administration): Promise<AdminStatistics> {
    return administration.statistics();
  }

  @Get('quotas')
  @Needs('viewer')
  quotas(@Acting() administration: Administration, @Query() query: Params): Promise<AdminQuotas> {
    return administration.quotas(limitParam(query));
  }

  @Get('audit')
  @Needs('viewer')
  audit(@Acting() administration: Administration, @Query() query: Params): Promise<AdminAuditPage> {
    return administration.audit({
      limit: limitParam(query),
      ...numbersOf(query, ['before', 'since', 'until']),
      ...textsOf(query, ['actor', 'action', 'subject']),
    });
  }

  /** It names who wrote to whom, so that seeing is not enough. */
  @Get('receipts/:message')
  @Needs('operator')
  receipt(
    @Acting() { receipts }: Administration,
    @Param('message') message: string,
    @Query() query: Params,
  ): Promise<DeliveryProof> {
    const { domain } = textsOf(query, ['domain']);
    return receipts.export(message.toLowerCase(), domain?.toLowerCase());
  }
}
