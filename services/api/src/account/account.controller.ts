import { Body, Controller, Get, Header, Put } from '@nestjs/common';
import type { Account, UserKeysDocument } from '@iimp/proto/types';
import { JsonBody } from '@iimp/platform/http/bodies';
import { SignedIn } from '../access/account.js';
import { Accounts } from './accounts.js';

@Controller('api/v1/account')
export class AccountController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  @Header('cache-control', 'no-store')
  account(@SignedIn() user: string): Promise<Account> {
    return this.accounts.account(user);
  }

  @Put('keys')
  @JsonBody()
  publishKeys(@SignedIn() user: string, @Body() body: unknown): Promise<UserKeysDocument> {
    return this.accounts.publishKeys(user, body);
  }
}
