import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { AdminOrphans, AdminRestored, AdminRetention } from '@iimp/proto/admin-types';
import {
  validateAdminOrphanSearch,
  validateAdminRestoredRun,
  validateAdminRetentionRun,
} from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';

/** What the state of a whole deployment asks for, a portion at a time. */
@Controller('admin/v1')
export class LifecycleController {
  @Post('retention/run')
  @HttpCode(200)
  @Needs('admin')
  retention(@Acting() { lifecycle }: Administration, @Body() body: unknown): Promise<AdminRetention> {
    return lifecycle.retention(checkShape(validateAdminRetentionRun, body).dry_run ?? false);
  }

  @Post('restored')
  @HttpCode(200)
  @Needs('admin')
  restored(@Acting() { lifecycle }: Administration, @Body() body: unknown): Promise<AdminRestored> {
    return lifecycle.restored(checkShape(validateAdminRestoredRun, body).run);
  }

  @Post('blobs/orphans')
  @HttpCode(200)
  @Needs('admin')
  orphans(@Acting() { lifecycle }: Administration, @Body() body: unknown): Promise<AdminOrphans> {
    return lifecycle.orphans(checkShape(validateAdminOrphanSearch, body));
  }
}
