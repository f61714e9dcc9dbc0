import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { Query as Params } from '@iimp/platform/http/params';
import type { AdminQuarantineCounts, AdminQuarantineList, AdminQuarantineResult } from '@iimp/proto/admin-types';
import { validateAdminSelection } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';
import { limitParam } from './params.js';

/** A thousand ids of messages. */
const SELECTION = { limit: 256 * 1_024 };

@Controller('admin/v1/quarantine')
export class QuarantineController {
  @Get()
  @Needs('viewer')
  counts(@Acting() { quarantine }: Administration): Promise<AdminQuarantineCounts> {
    return quarantine.counts();
  }

  @Get(':pattern')
  @Needs('viewer')
  list(
    @Acting() { quarantine }: Administration,
    @Param('pattern') pattern: string,
    @Query() query: Params,
  ): Promise<AdminQuarantineList> {
    return quarantine.list(pattern, limitParam(query));
  }

  @Post(':pattern/requeue')
  @HttpCode(200)
  @Needs('operator', SELECTION)
  requeue(
    @Acting() { quarantine }: Administration,
    @Param('pattern') pattern: string,
    @Body() body: unknown,
  ): Promise<AdminQuarantineResult> {
    return quarantine.requeue(pattern, checkShape(validateAdminSelection, body));
  }

  @Post(':pattern/drop')
  @HttpCode(200)
  @Needs('operator', SELECTION)
  drop(
    @Acting() { quarantine }: Administration,
    @Param('pattern') pattern: string,
    @Body() body: unknown,
  ): Promise<AdminQuarantineResult> {
    return quarantine.drop(pattern, checkShape(validateAdminSelection, body));
  }
}
