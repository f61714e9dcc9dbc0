import { Controller, Get, Head, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { DomainKeyring } from '@iimp/platform/domain-keyring';
import { Users } from '@iimp/storage/users';
import { discoveryDocument } from './document.js';
import { DocumentSettings } from './document-settings.js';
import { publish } from './publish.js';

/** A key that signs is asked for again when it is unknown, so the document may be kept for a while. */
const DOCUMENT_MAX_AGE_SECONDS = 3_600;
/** New users and changed keys should be seen soon; asking again is cheap by ETag. */
const KEYS_MAX_AGE_SECONDS = 60;

/** What a domain publishes, for whoever asks: the domain is that of Host (spec §3, §4, profile §2, §3). */
@Controller('.well-known/iimp')
export class WellKnownController {
  constructor(
    private readonly keyring: DomainKeyring,
    private readonly users: Users,
    private readonly settings: DocumentSettings,
  ) {}

  @Get()
  document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const domain = this.domainOf(request);
    publish(request, reply, discoveryDocument(domain, this.keyring, this.settings.config), DOCUMENT_MAX_AGE_SECONDS);
  }

  /** RFC 9110 §9.1: what may be read may be asked about. */
  @Head()
  documentHead(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.document(request, reply);
  }

  @Head('keys/:user')
  keysHead(@Param('user') user: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.keys(user, request, reply);
  }

  @Get('keys/:user')
  async keys(@Param('user') user: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const domain = this.domainOf(request);
    const given = user.toLowerCase();
    const address = given.includes('@') ? given : `${given}@${domain}`;
    const found = isAddress(address) && address.endsWith(`@${domain}`) ? await this.users.keysOf(address) : undefined;
    if (!found?.document) throw new ProblemError('unknown_user', `${domain} publishes no keys of such a user`);
    publish(request, reply, found.document, KEYS_MAX_AGE_SECONDS);
  }

  private domainOf(request: FastifyRequest): string {
    const domain = (request.headers.host ?? '').replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
    if (!this.keyring.isLocal(domain)) throw new ProblemError('not_found', 'this domain is not served here');
    return domain;
  }
}
