import 'reflect-metadata';
import { startHandlers } from '@iimp/messaging/handlers';
import { PeerClient } from '@iimp/peer/peer-client';
import { peerClientOptions } from '@iimp/peer/peer-settings';
import { nestLogger } from '@iimp/platform/logging';
import { observe } from '@iimp/platform/telemetry/observe';
import { observeQuarantine } from '@iimp/platform/telemetry/stores';
import type { ServiceDefinition } from '@iimp/platform/service';
import { AttachmentFetches } from '@iimp/storage/attachment-fetches';
import { Attachments } from '@iimp/storage/attachments';
import { AttachmentsModule } from './attachments.module.js';
import { DOWNLOAD_DEFAULTS } from './download.js';
import { FetchWorker } from './fetch-worker.js';
import { Housekeeping } from './housekeeping.js';
import { Origin } from './origin.js';
import { observeWaiting } from './waiting.js';

/** Pulls the attachments that remote messages name (spec §9, profile §6.2). */
export const attachmentsService: ServiceDefinition = {
  name: 'attachments',

  async start(context) {
    const { config, db, blobs, keyring, policy, messaging, health, instance, now, random } = context;
    const logger = context.logger.child({ service: 'attachments' });
    const peer = new PeerClient(peerClientOptions(config));
    const origin = new Origin({ client: messaging.client, peer, keyring, now });
    const fetches = new AttachmentFetches(db);
    const worker = new FetchWorker({
      store: fetches,
      blobs,
      allows: (domain) => policy.allows(domain),
      download: { origin, now, random, settings: DOWNLOAD_DEFAULTS },
      maxBytes: config.attachmentMaxBytes,
      dailyBytes: config.domainFetchBytes,
      retry: { baseMs: config.retryBaseMs, capMs: config.retryCapMs, giveUpMs: config.retryGiveUpMs },
      logger,
      instance,
      concurrency: config.attachmentFetches,
      now,
      random,
    });
    const housekeeping = new Housekeeping({ attachments: new Attachments(db), fetches, blobs, logger, now, random });
    const unregister = [
      observe('iimp.attachments.fetches.running', 'Attachments that are fetched now', () => worker.active),
      observeWaiting(fetches, config.domainFetchBytes, now),
      observeQuarantine(messaging, ['attachments.fetch']),
      health.register('blobs', () => blobs.ready()),
      health.register('attachment fetches', () => worker.check()),
    ];
    const handlers = await startHandlers(AttachmentsModule.over(worker), messaging, nestLogger(logger));
    worker.start();
    housekeeping.start();
    return {
      async stop(signal) {
        await handlers.close();
        await Promise.all([worker.stop(signal), housekeeping.stop()]);
        for (const remove of unregister) remove();
        await peer.close();
      },
    };
  },
};
