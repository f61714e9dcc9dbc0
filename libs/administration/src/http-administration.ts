import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { AdminIdentity } from '@iimp/proto/admin-types';
import * as is from '@iimp/proto/admin-validators';
import { ProblemError } from '@iimp/protocol/problem';
import type { AuditFilter } from '@iimp/storage/audit';
import type * as administration from './administration.js';
import { Transport, type TransportOptions } from './http/transport.js';

const part = encodeURIComponent;

/** The administration of a deployment by way of its admin service (proto/openapi/admin.yaml). */
export class HttpAdministration implements administration.Administration {
  private readonly api: Transport;

  constructor(options: TransportOptions) {
    this.api = new Transport(options);
  }

  /** Who this is, and what it may do. */
  whoami = (): Promise<AdminIdentity> => this.api.ask(is.validateAdminIdentity, 'GET', '/whoami');

  readonly domains: administration.DomainAdministration = {
    list: () => this.api.ask(is.validateAdminDomainList, 'GET', '/domains'),
    show: (domain) => this.api.ask(is.validateAdminDomain, 'GET', `/domains/${part(domain)}`),
    add: (domain) => this.api.ask(is.validateAdminDomain, 'POST', '/domains', { body: publicHalf(domain) }),
    addKey: (domain, key) =>
      this.api.ask(is.validateAdminDomain, 'POST', `/domains/${part(domain)}/keys`, { body: publicHalf(key) }),
    activateKey: (domain, keyId, body) =>
      this.api.ask(is.validateAdminDomain, 'POST', `/domains/${part(domain)}/keys/${part(keyId)}/activate`, { body }),
    retireKey: (domain, keyId) =>
      this.api.ask(is.validateAdminDomain, 'POST', `/domains/${part(domain)}/keys/${part(keyId)}/retire`),
  };

  readonly users: administration.UserAdministration = {
    list: (page) => this.api.ask(is.validateAdminUserList, 'GET', '/users', { query: { ...page } }),
    show: (user) => this.api.ask(is.validateAdminUserDetail, 'GET', `/users/${part(user)}`),
    add: (body) => this.api.ask(is.validateAdminUser, 'POST', '/users', { body }),
    disable: (user) => this.api.ask(is.validateAdminUser, 'POST', `/users/${part(user)}/disable`),
    enable: (user) => this.api.ask(is.validateAdminUser, 'POST', `/users/${part(user)}/enable`),
    setPassword: (user, password) => this.api.tell('PUT', `/users/${part(user)}/password`, { body: { password } }),
    sessions: (user) => this.api.ask(is.validateAdminSessionList, 'GET', `/users/${part(user)}/sessions`),
    revokeSessions: (user, session) =>
      this.api.ask(
        is.validateAdminRevoked,
        'DELETE',
        `/users/${part(user)}/sessions${session === undefined ? '' : `/${part(session)}`}`,
      ),
    limitStorage: (user, limitBytes) =>
      this.api.ask(is.validateAdminStorage, 'PUT', `/users/${part(user)}/storage-limit`, {
        body: { limit_bytes: limitBytes },
      }),
  };

  readonly personalData: administration.PersonalDataAdministration = {
    export: async (user) => (await this.api.open(`/users/${part(user)}/export`)).stream,
    attachment: async (user, { origin, attachment }) => {
      const path = `/users/${part(user)}/export/attachments/${part(origin)}/${part(attachment)}`;
      const { stream, size } = await this.api.open(path);
      if (size !== undefined) return { size, stream };
      stream.destroy();
      throw new ProblemError('internal', `${path}: the answer does not say how long it is`);
    },
    erase: (user, after) =>
      this.api.ask(is.validateAdminErasure, 'POST', `/users/${part(user)}/erase`, {
        body: after === undefined ? {} : { after },
      }),
    erased: (page) => this.api.ask(is.validateAdminErasedList, 'GET', '/erased-users', { query: { ...page } }),
  };

  readonly lifecycle: administration.LifecycleAdministration = {
    retention: (dryRun) =>
      this.api.ask(is.validateAdminRetention, 'POST', '/retention/run', { body: { dry_run: dryRun } }),
    restored: (run) => this.api.ask(is.validateAdminRestored, 'POST', '/restored', { body: { run } }),
    orphans: (body) => this.api.ask(is.validateAdminOrphans, 'POST', '/blobs/orphans', { body }),
  };

  readonly policy: administration.PolicyAdministration = {
    show: () => this.api.ask(is.validateAdminPolicy, 'GET', '/policy'),
    change: (body) => this.api.ask(is.validateAdminPolicy, 'PATCH', '/policy', { body }),
  };

  readonly destinations: administration.DestinationAdministration = {
    list: (page) => this.api.ask(is.validateAdminDestinationList, 'GET', '/destinations', { query: { ...page } }),
    show: (domain) => this.api.ask(is.validateAdminDestinationDetail, 'GET', `/destinations/${part(domain)}`),
    queue: (domain, limit) =>
      this.api.ask(is.validateAdminQueue, 'GET', `/destinations/${part(domain)}/queue`, { query: { limit } }),
    retry: (domain) => this.change(domain, 'retry'),
    pause: (domain) => this.change(domain, 'pause'),
    resume: (domain) => this.change(domain, 'resume'),
    purge: (domain) => this.api.ask(is.validateAdminPurge, 'POST', `/destinations/${part(domain)}/purge`),
  };

  readonly quarantine: administration.QuarantineAdministration = {
    counts: () => this.api.ask(is.validateAdminQuarantineCounts, 'GET', '/quarantine'),
    list: (pattern, limit) =>
      this.api.ask(is.validateAdminQuarantineList, 'GET', `/quarantine/${part(pattern)}`, { query: { limit } }),
    requeue: (pattern, body) =>
      this.api.ask(is.validateAdminQuarantineResult, 'POST', `/quarantine/${part(pattern)}/requeue`, { body }),
    drop: (pattern, body) =>
      this.api.ask(is.validateAdminQuarantineResult, 'POST', `/quarantine/${part(pattern)}/drop`, { body }),
  };

  readonly receipts: administration.ReceiptAdministration = {
    export: (messageId, domain) =>
      this.api.ask(is.validateDeliveryProof, 'GET', `/receipts/${part(messageId)}`, { query: { domain } }),
  };

  readonly tokens: administration.TokenAdministration = {
    list: () => this.api.ask(is.validateAdminTokenList, 'GET', '/tokens'),
    add: (body) => this.api.ask(is.validateAdminMadeToken, 'POST', '/tokens', { body }),
    revoke: (name) => this.api.tell('DELETE', `/tokens/${part(name)}`),
  };

  audit = (filter: AuditFilter) => this.api.ask(is.validateAdminAuditPage, 'GET', '/audit', { query: { ...filter } });

  quotas = (limit: number) => this.api.ask(is.validateAdminQuotas, 'GET', '/quotas', { query: { limit } });

  statistics = () => this.api.ask(is.validateAdminStatistics, 'GET', '/statistics');

  overview = () => this.api.ask(is.validateAdminOverview, 'GET', '/overview');

  private change(domain: string, verb: 'retry' | 'pause' | 'resume') {
    return this.api.ask(is.validateAdminDestinationChange, 'POST', `/destinations/${part(domain)}/${verb}`);
  }
}

/** A private key stays here: the service is told its public half, and finds the private one where its secrets are. */
function publicHalf<T extends administration.GivenKey>({ pem, ...rest }: T): Omit<T, 'pem'> {
  if (pem === undefined) return rest;
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new ProblemError('invalid_request', 'a domain key is an Ed25519 key');
  return { ...rest, public_key: String(createPublicKey(key).export({ format: 'jwk' }).x) };
}
