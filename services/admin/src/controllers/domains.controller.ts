import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Administration } from '@iimp/administration/administration';
import type { AdminDomain, AdminDomainList } from '@iimp/proto/admin-types';
import { validateAdminKeyActivation, validateAdminNewDomain, validateAdminNewKey } from '@iimp/proto/admin-validators';
import { checkShape } from '@iimp/protocol/shape';
import { Acting } from '../access/acting.js';
import { Needs } from '../access/route.js';

@Controller('admin/v1/domains')
export class DomainsController {
  @Get()
  @Needs('viewer')
  list(@Acting() { domains }: Administration): Promise<AdminDomainList> {
    return domains.list();
  }

  @Post()
  @HttpCode(200)
  @Needs('admin')
  add(@Acting() { domains }: Administration, @Body() body: unknown): Promise<AdminDomain> {
    return domains.add(checkShape(validateAdminNewDomain, body));
  }

  @Get(':domain')
  @Needs('viewer')
  show(@Acting() { domains }: Administration, @Param('domain') domain: string): Promise<AdminDomain> {
    return domains.show(domain);
  }

  @Post(':domain/keys')
  @HttpCode(200)
  @Needs('admin')
  addKey(
    @Acting() { domains }: Administration,
    @Param('domain') domain: string,
    @Body() body: unknown,
  ): Promise<AdminDomain> {
    return domains.addKey(domain, checkShape(validateAdminNewKey, body));
  }

  @Post(':domain/keys/:key/activate')
  @HttpCode(200)
  @Needs('admin')
  activateKey(
    @Acting() { domains }: Administration,
    @Param('domain') domain: string,
    @Param('key') key: string,
    @Body() body: unknown,
  ): Promise<AdminDomain> {
    return domains.activateKey(domain, key, checkShape(validateAdminKeyActivation, body));
  }

  @Post(':domain/keys/:key/retire')
  @HttpCode(200)
  @Needs('admin')
  retireKey(
    @Acting() { domains }: Administration,
    @Param('domain') domain: string,
    @Param('key') key: string,
  ): Promise<AdminDomain> {
    return domains.retireKey(domain, key);
  }
}
