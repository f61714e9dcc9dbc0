import { Module, type DynamicModule } from '@nestjs/common';
import { AccountController } from './account/account.controller.js';
import { KeysController } from './account/keys.controller.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import type { Parts } from './parts.js';
import { SessionController } from './session/session.controller.js';
import { MailboxGrownHandler } from './sync/mailbox-grown.handler.js';
import { SyncController } from './sync/sync.controller.js';

const CONTROLLERS = [
  SessionController,
  AccountController,
  KeysController,
  MessagesController,
  SyncController,
  ConversationsController,
  AttachmentsController,
  MailboxGrownHandler,
];

@Module({})
class ApiModule {}

/** What the service is made of: controllers over parts that `buildParts` made of a context. */
export function apiModule(parts: Parts): DynamicModule {
  return {
    module: ApiModule,
    controllers: CONTROLLERS,
    providers: parts.injectable.map((part) => ({ provide: part.constructor, useValue: part })),
  };
}
