import { Attachments } from '@iimp/storage/attachments';
import { DeliveriesView } from '@iimp/storage/outbox/deliveries-view';
import { ConversationView } from '@iimp/storage/read/conversation-view';
import { MailboxView } from '@iimp/storage/read/mailbox-view';
import { Sessions } from '@iimp/storage/sessions';
import { Users } from '@iimp/storage/users';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { ServiceContext } from '@iimp/platform/context';
import { RateLimiter } from '@iimp/platform/rate-limit';
import { Slots } from '@iimp/platform/http/slots';
import { observe, observeQueue } from '@iimp/platform/telemetry/observe';
import { AccessGate } from './access/access-gate.js';
import { AccessTokens } from './access/access-tokens.js';
import { Turns } from './access/turns.js';
import { Accounts } from './account/accounts.js';
import { KeyDirectory } from './account/key-directory.js';
import { Downloads } from './attachments/downloads.js';
import { Uploads } from './attachments/uploads.js';
import { ConversationLists } from './conversations/conversation-lists.js';
import { History } from './conversations/history.js';
import { Outgoing } from './messages/outgoing.js';
import { Wakeups } from './messages/wakeups.js';
import { LogIn } from './session/log-in.js';
import { Passwords } from './session/passwords.js';
import { EventStreams } from './sync/event-streams.js';
import { GatheredReads } from './sync/gathered-reads.js';
import { MailboxReader } from './sync/mailbox-reader.js';
import { Recheck } from './sync/recheck.js';
import { Waiters } from './sync/waiters.js';

/** Pages that are read for one user at once, each of up to 4 MiB, of ten connections to Postgres. */
const READS_OF_A_USER = 4;

/** The logic of the service, without HTTP. */
export interface Parts {
  readonly gate: AccessGate;
  readonly waiters: Waiters;
  /** What controllers may ask for in their constructors, by class. */
  readonly injectable: readonly object[];
  /** Ends what runs by itself, and stores what was taken in. */
  close(): Promise<void>;
}

/** Builds the logic over a context, which stays open. */
export async function buildParts(context: ServiceContext): Promise<Parts> {
  const { config, db, messaging, keyring, fresh, freshOutbox, nearby, logger, now } = context;
  const users = new Users(db);
  const mailboxes = new MailboxView(db);
  const conversations = new ConversationView(db);
  const attachments = new Attachments(db);
  const userRate = new RateLimiter({ rate: config.rateUser, what: 'this user', now });
  const tokens = new AccessTokens({ secret: config.tokenSecret, ttlMs: config.accessTokenTtlMs, users, now });
  const gate = new AccessGate({
    tokens,
    addressRate: new RateLimiter({ rate: config.rateIp, what: 'this address', now }),
    userRate,
  });
  const waiters = new Waiters({ max: config.maxWaiters, now });
  fresh.follow((user) => waiters.follows(user));
  const news = new GatheredReads({ mailboxes, fresh });
  const recheck = new Recheck({ waiters, mailboxes, logger });
  const stopHearing = messaging.onGap(() => {
    waiters.forgetEnds();
    recheck.now();
  });
  const stopWaiting = nearby.waits((grown) => {
    for (const { userId, seq } of grown) waiters.grown(userId, seq);
  });
  const wakeups = new Wakeups(nearby, messaging.client);
  const writer = new MessageWriter(db, { now, fresh, freshOutbox, onCommit: (wake) => wakeups.committed(wake) });
  const turns = new Turns(READS_OF_A_USER);
  const reader = new MailboxReader({ mailboxes, news, waiters, turns, now });
  const injectable = [
    new LogIn({
      users,
      sessions: new Sessions(db),
      tokens,
      passwords: await Passwords.create(),
      refreshTtlMs: config.refreshTokenTtlMs,
      userRate: new RateLimiter({ rate: config.rateLoginUser, what: 'this user', now }),
      addressRate: new RateLimiter({ rate: config.rateLoginIp, what: 'this address', now }),
      now,
    }),
    new Accounts({ users, maxAttachmentBytes: config.attachmentMaxBytes, now }),
    new KeyDirectory({ users, keyring, client: messaging.client }),
    new Outgoing({ writer, userRate, retentionMs: config.retentionMs, now }),
    new DeliveriesView(db),
    reader,
    new EventStreams({ mailboxes, news, waiters, now }),
    waiters,
    conversations,
    new ConversationLists({
      conversations,
      turns,
      slots: new Slots({ what: 'lists of many conversations', max: 2, maxPerUser: 1 }),
    }),
    new History({
      conversations,
      turns,
      slots: new Slots({ what: 'searches for older messages', max: 4, maxPerUser: 1 }),
      now,
    }),
    new Uploads({
      attachments,
      blobs: context.blobs,
      slots: new Slots({ what: 'uploads', max: 64, maxPerUser: 8 }),
      maxBytes: config.attachmentMaxBytes,
      userBytes: config.userStorageBytes,
      now,
    }),
    new Downloads({
      attachments,
      blobs: context.blobs,
      slots: new Slots({ what: 'downloads', max: 256, maxPerUser: 32 }),
      now,
    }),
  ];
  const untold = [
    observeQueue('messages of users', () => writer.queued),
    observe('iimp.sync.waiters', 'Long polls and streams that wait', () => waiters.size),
  ];
  recheck.start();
  return {
    gate,
    waiters,
    injectable,
    close: async () => {
      stopHearing();
      stopWaiting();
      recheck.stop();
      await writer.close();
      for (const stop of untold) stop();
    },
  };
}
