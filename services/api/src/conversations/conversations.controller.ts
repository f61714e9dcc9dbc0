import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { ConversationList, ConversationSummary } from '@iimp/proto/types';
import { ProblemError } from '@iimp/protocol/problem';
import { ConversationView } from '@iimp/storage/read/conversation-view';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../access/account.js';
import { sendJsonText } from '../http/json-text.js';
import type { Query as Params } from '@iimp/platform/http/params';
import { idParam, pageParams } from '../http/params.js';

/** Bytes of one page of messages, about. */
const MAX_PAGE_BYTES = 4 * 1_048_576;

@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationView) {}

  @Get()
  async list(@SignedIn() user: string, @Query() query: Params): Promise<ConversationList> {
    const { conversations, hasMore } = await this.conversations.list(user, pageParams(query));
    return { conversations, has_more: hasMore };
  }

  @Get(':id')
  async one(@SignedIn() user: string, @Param('id') id: string): Promise<ConversationSummary> {
    return (await this.conversations.find(user, idParam(id))) ?? unknownConversation();
  }

  @Get(':id/messages')
  async messages(
    @SignedIn() user: string,
    @Param('id') id: string,
    @Query() query: Params,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const options = { ...pageParams(query), maxBytes: MAX_PAGE_BYTES };
    const page = (await this.conversations.messages(user, idParam(id), options)) ?? unknownConversation();
    sendJsonText(reply, `{"messages":[${page.messages.join(',')}],"has_more":${page.hasMore}}`);
  }
}

function unknownConversation(): never {
  throw new ProblemError('not_found', 'the user has no such conversation');
}
