import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { Query as Params } from '@iimp/platform/http/params';
import type { AdminDestinationChange, AdminDestinationDetail, AdminDestinationList } from '@iimp/proto/admin-types';
import type { AdminPurge, AdminQueue } from '@iimp/proto/admin-types';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';
import { flagParam, limitParam, pageParams } from './params.js';

@Controller('admin/v1/destinations')
export class DestinationsController {
  @Get()
  @Needs('viewer')
  list(@Acting() { destinations }: Administration, @Query() query: Params): Promise<AdminDestinationList> {
    return destinations.list({ ...pageParams(query), all: flagParam(query, 'all') });
  }

  @Get(':domain')
  @Needs('viewer')
  show(@Acting() { destinations }: Administration, @Param('domain') domain: string): Promise<AdminDestinationDetail> {
    return destinations.show(domain);
  }

  @Get(':domain/queue')
  @Needs('viewer')
  queue(
    @Acting() { destinations }: Administration,
    @Param('domain') domain: string,
    @Query() query: Params,
  ): Promise<AdminQueue> {
    return destinations.queue(domain, limitParam(query));
  }

  @Post(':domain/retry')
  @HttpCode(200)
  @Needs('operator')
  retry(@Acting() { destinations }: Administration, @Param('domain') domain: string): Promise<AdminDestinationChange> {
    return destinations.retry(domain);
  }

  @Post(':domain/pause')
  @HttpCode(200)
  @Needs('operator')
  pause(@Acting() { destinations }: Administration, @Param('domain') domain: string): Promise<AdminDestinationChange> {
    return destinations.pause(domain);
  }

  @Post(':domain/resume')
  @HttpCode(200)
  @Needs('operator')
  resume(@Acting() { destinations }: Administration, @Param('domain') domain: string): Promise<AdminDestinationChange> {
    return destinations.resume(domain);
  }

  @Post(':domain/purge')
  @HttpCode(200)
  @Needs('operator')
  purge(@Acting() { destinations }: Administration, @Param('domain') domain: string): Promise<AdminPurge> {
    return destinations.purge(domain);
  }
}
