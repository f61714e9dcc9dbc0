import { Body, Controller, Get, Patch } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { AdminPolicy } from '@iimp/proto/admin-types';
import { validateAdminPolicyChange } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';

/** Some thousand domains. */
const CHANGE = { limit: 1_048_576 };

@Controller('admin/v1/policy')
export class PolicyController {
  @Get()
  @Needs('viewer')
  show(@Acting() { policy }: Administration): Promise<AdminPolicy> {
    return policy.show();
  }

  @Patch()
  @Needs('admin', CHANGE)
  change(@Acting() { policy }: Administration, @Body() body: unknown): Promise<AdminPolicy> {
    return policy.change(checkShape(validateAdminPolicyChange, body));
  }
}
