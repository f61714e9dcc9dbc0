import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { ConversationList, ConversationSummary } from '@iimp/proto/types';
import { ProblemError } from '@iimp/protocol/problem';
import { ConversationView } from '@iimp/storage/read/conversation-view';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../access/account.js';
import { sendJsonText } from '../http/json-text.js';
import type { Query as Params } from '@iimp/platform/http/params';
import { idParam, pageParams } from '../http/params.js';
import { ConversationLists } from './conversation-lists.js';
import { History } from './history.js';

@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationView,
    private readonly lists: ConversationLists,
    private readonly history: History,
  ) {}

  @Get()
  async list(@SignedIn() user: string, @Query() query: Params): Promise<ConversationList> {
    const { conversations, hasMore } = await this.lists.read(user, pageParams(query));
    return { conversations, has_more: hasMore };
  }

  @Get(':id')
  async one(@SignedIn() user: string, @Param('id') id: string): Promise<ConversationSummary> {
    const found = await this.conversations.find(user, idParam(id));
    if (!found) throw new ProblemError('not_found', 'the user has no such conversation');
    return found;
  }

  @Get(':id/messages')
  async messages(
    @SignedIn() user: string,
    @Param('id') id: string,
    @Query() query: Params,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { messages, next } = await this.history.read(user, idParam(id), pageParams(query));
    sendJsonText(reply, `{"messages":[${messages.join(',')}],"has_more":${next !== undefined}}`);
  }
}
