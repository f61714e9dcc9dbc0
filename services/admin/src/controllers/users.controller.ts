import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { Query as Params } from '@iimp/platform/http/params';
import type { AdminRevoked, AdminSessionList, AdminStorage, AdminUser } from '@iimp/proto/admin-types';
import type { AdminUserDetail, AdminUserList } from '@iimp/proto/admin-types';
import { validateAdminNewUser, validateAdminPassword, validateAdminStorageLimit } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';
import { pageParams, textsOf } from './params.js';

@Controller('admin/v1/users')
export class UsersController {
  @Get()
  @Needs('viewer')
  list(@Acting() { users }: Administration, @Query() query: Params): Promise<AdminUserList> {
    return users.list({ ...pageParams(query), ...textsOf(query, ['domain']) });
  }

  @Post()
  @HttpCode(201)
  @Needs('admin')
  add(@Acting() { users }: Administration, @Body() body: unknown): Promise<AdminUser> {
    return users.add(checkShape(validateAdminNewUser, body));
  }

  @Get(':user')
  @Needs('viewer')
  show(@Acting() { users }: Administration, @Param('user') user: string): Promise<AdminUserDetail> {
    return users.show(user);
  }

  @Post(':user/disable')
  @HttpCode(200)
  @Needs('operator')
  disable(@Acting() { users }: Administration, @Param('user') user: string): Promise<AdminUser> {
    return users.disable(user);
  }

  @Post(':user/enable')
  @HttpCode(200)
  @Needs('operator')
  enable(@Acting() { users }: Administration, @Param('user') user: string): Promise<AdminUser> {
    return users.enable(user);
  }

  @Put(':user/password')
  @HttpCode(204)
  @Needs('admin')
  async setPassword(
    @Acting() { users }: Administration,
    @Param('user') user: string,
    @Body() body: unknown,
  ): Promise<void> {
    await users.setPassword(user, checkShape(validateAdminPassword, body).password);
  }

  @Put(':user/storage-limit')
  @Needs('admin')
  limitStorage(
    @Acting() { users }: Administration,
    @Param('user') user: string,
    @Body() body: unknown,
  ): Promise<AdminStorage> {
    return users.limitStorage(user, checkShape(validateAdminStorageLimit, body).limit_bytes);
  }

  @Get(':user/sessions')
  @Needs('viewer')
  sessions(@Acting() { users }: Administration, @Param('user') user: string): Promise<AdminSessionList> {
    return users.sessions(user);
  }

  @Delete(':user/sessions')
  @Needs('operator')
  revokeAll(@Acting() { users }: Administration, @Param('user') user: string): Promise<AdminRevoked> {
    return users.revokeSessions(user);
  }

  @Delete(':user/sessions/:session')
  @Needs('operator')
  revokeOne(
    @Acting() { users }: Administration,
    @Param('user') user: string,
    @Param('session') session: string,
  ): Promise<AdminRevoked> {
    return users.revokeSessions(user, session);
  }
}
