import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceContext } from '@iimp/platform/context';
import { DomainKeyring } from '@iimp/platform/domain-keyring';
import { Slots } from '@iimp/platform/http/slots';
import { RateLimiter } from '@iimp/platform/rate-limit';
import { observeQueue } from '@iimp/platform/telemetry/observe';
import { Attachments } from '@iimp/storage/attachments';
import { DiscoveryCache } from '@iimp/storage/discovery-cache';
import { Nonces } from '@iimp/storage/nonces';
import { Users } from '@iimp/storage/users';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { BlobSource } from './attachments/blob-source.js';
import { Announcer } from './messages/announcer.js';
import { MessageIntake } from './messages/message-intake.js';
import { MessagesController } from './messages/messages.controller.js';
import { Authenticator } from './request/authenticator.js';
import { beforeBody } from './request/before-body.js';
import { Clock } from './request/clock.js';
import { Hearing } from './request/hearing.js';
import { PeerKeys } from './request/peer-keys.js';
import { DocumentSettings } from './well-known/document-settings.js';
import { WellKnownController } from './well-known/well-known.controller.js';

/** Look-ups of domains that the deployment has not heard of, which anybody can cause: for each client address, and of the whole process. */
const LOOKUPS_PER_ADDRESS = { perSecond: 1, burst: 30 };
const LOOKUPS_IN_TOTAL = { perSecond: 50, burst: 300 };

/** Attachments that are read for others at once, each with a file or a connection to the store: in all, and for each domain. */
const DOWNLOADS = { what: 'downloads', whom: 'this domain', max: 128, maxPerUser: 16 };

/** What the service is made of. */
export interface FederationParts {
  readonly module: DynamicModule;
  readonly beforeBody: ReturnType<typeof beforeBody>;
  /** Waits until what was taken in is stored. */
  close(): Promise<void>;
}

export function federationParts(context: ServiceContext): FederationParts {
  const { config, db, messaging, keyring, policy, blobs, fresh, nearby, now, random } = context;
  const { client } = messaging;
  const limiter = (what: string, rate: ConstructorParameters<typeof RateLimiter>[0]['rate']) =>
    new RateLimiter({ rate, what, now });
  const announcer = new Announcer(nearby, client);
  const writer = new MessageWriter(db, { now, fresh, onCommit: (wake) => announcer.announce(wake) });
  const untold = observeQueue('messages of domains', () => writer.queued);
  const discovered = new DiscoveryCache(db);
  const authenticator = new Authenticator({
    keyring,
    policy,
    keys: new PeerKeys({
      client,
      isKnown: (domain) => discovered.isKnown(domain),
      now,
      random,
      perAddress: limiter('this address in the name of unknown domains', LOOKUPS_PER_ADDRESS),
      inTotal: limiter('unknown domains', LOOKUPS_IN_TOTAL),
    }),
    nonces: new Nonces(db),
    domainRate: limiter('this domain', config.rateDomain),
    hearing: new Hearing(client, now),
    maxBodyBytes: config.federationMaxBodyBytes,
    now,
  });
  const providers = [
    { provide: DomainKeyring, useValue: keyring },
    { provide: Users, useValue: new Users(db) },
    { provide: Attachments, useValue: new Attachments(db) },
    { provide: DocumentSettings, useValue: new DocumentSettings(config) },
    { provide: Slots, useValue: new Slots(DOWNLOADS) },
    { provide: BlobSource, useValue: new BlobSource(blobs) },
    { provide: Clock, useValue: new Clock(now) },
    { provide: Authenticator, useValue: authenticator },
    {
      provide: MessageIntake,
      useValue: new MessageIntake(writer, {
        maxBatch: config.federationMaxBatch,
        maxAttachmentBytes: config.attachmentMaxBytes,
        retentionMs: config.retentionMs,
        now,
      }),
    },
  ];
  const controllers = [WellKnownController, MessagesController, AttachmentsController];
  return {
    module: { module: FederationModule, controllers, providers },
    beforeBody: beforeBody(limiter('this address', config.rateIp), authenticator),
    close: async () => {
      await writer.close();
      untold();
    },
  };
}

@Module({})
class FederationModule {}
