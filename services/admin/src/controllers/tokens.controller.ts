import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { AdminMadeToken, AdminTokenList } from '@iimp/proto/admin-types';
import { validateAdminNewToken } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';

@Controller('admin/v1/tokens')
export class TokensController {
  @Get()
  @Needs('admin')
  list(@Acting() { tokens }: Administration): Promise<AdminTokenList> {
    return tokens.list();
  }

  @Post()
  @HttpCode(201)
  @Needs('admin')
  add(@Acting() { tokens }: Administration, @Body() body: unknown): Promise<AdminMadeToken> {
    return tokens.add(checkShape(validateAdminNewToken, body));
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('admin')
  async revoke(@Acting() { tokens }: Administration, @Param('name') name: string): Promise<void> {
    await tokens.revoke(name);
  }
}
