import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Incoming, ReplyInit } from '@iimp/messaging/topology';
import { fromBase64url } from '@iimp/protocol/base64url';
import { toProblem } from '@iimp/protocol/problem';
import { federationEndpoint, type Discovered } from '@iimp/peer/discover';
import { DomainDirectory } from './domain-directory.js';
import type { Known } from './lookup-cache.js';
import { Surroundings } from './surroundings.js';
import { UserKeyDirectory } from './user-key-directory.js';

/** Answers the other services. A look-up that fails is an answer too: a problem with its code. */
@Controller()
export class DiscoveryController {
  constructor(
    private readonly domains: DomainDirectory,
    private readonly userKeys: UserKeyDirectory,
    private readonly surroundings: Surroundings,
  ) {}

  @MessagePattern<string>('discovery.resolve')
  async resolve({
    domain,
    refresh,
    provisional,
  }: Incoming<'discovery.resolve'>): Promise<ReplyInit<'discovery.resolve'>> {
    try {
      const known = await this.domains.find(domain, { refresh, provisional });
      return { result: { case: 'resolved', value: resolvedDomain(known, this.surroundings) } };
    } catch (error) {
      return { result: { case: 'problem', value: brokerProblem(error) } };
    }
  }

  @MessagePattern<string>('discovery.user-keys')
  async keysOf({ address }: Incoming<'discovery.user-keys'>): Promise<ReplyInit<'discovery.user-keys'>> {
    try {
      return { result: { case: 'documentJson', value: JSON.stringify(await this.userKeys.find(address)) } };
    } catch (error) {
      return { result: { case: 'problem', value: brokerProblem(error) } };
    }
  }
}

/** The order of SRV targets is drawn for each answer, so that load spreads as the weights say though the records are cached. */
function resolvedDomain({ value, fetchedAt, expiresAt }: Known<Discovered>, { random, now }: Surroundings) {
  const { baseUrl, connect } = federationEndpoint(value, random);
  return {
    domain: value.domain,
    baseUrl,
    connect: connect.map(({ host, port }) => ({ host, port })),
    documentJson: JSON.stringify(value.document),
    keys: value.document.keys.map(({ key_id, public_key, expires_at }) => ({
      keyId: key_id,
      publicKey: fromBase64url(public_key),
      ...(expires_at === null ? {} : { expiresAtMs: String(expires_at) }),
    })),
    expiresAtMs: String(expiresAt),
    fetchedAtMs: String(fetchedAt),
    nowMs: String(now()),
  };
}

function brokerProblem(error: unknown) {
  const { code, detail = '', retry_after_seconds } = toProblem(error);
  return {
    code,
    detail: detail.slice(0, 4_096),
    ...(retry_after_seconds === undefined ? {} : { retryAfterSeconds: retry_after_seconds }),
  };
}
