import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keyidOf } from '@iimp/http-signatures/keyid';
import { signReceipt } from '@iimp/http-signatures/receipt';
import { isBatch } from '@iimp/protocol/batch';
import { ProblemError } from '@iimp/protocol/problem';
import { RawBody } from '@iimp/platform/http/bodies';
import { parseJson } from '@iimp/platform/http/json';
import { Authenticator, type SignedRequest } from '../request/authenticator.js';
import { Clock } from '../request/clock.js';
import { MessageIntake } from './message-intake.js';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** `POST /federation/v1/messages` (spec §7, profile §6.1): answered after the commit, with a receipt. */
@Controller('federation/v1/messages')
export class MessagesController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly intake: MessageIntake,
    private readonly clock: Clock,
  ) {}

  @Post()
  @RawBody()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const raw = request.rawBody ?? Buffer.alloc(0);
    // A message is stored once however often it comes.
    const { signed, answer } = await this.authenticator.admitWhile(request, raw, async (signed) => {
      if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
        throw new ProblemError('invalid_request', 'Content-Type: must be application/json');
      return { signed, answer: await this.take(parseJson(raw), raw.length, signed) };
    });
    this.answer(reply, signed, Buffer.from(JSON.stringify(answer)));
  }

  private take(body: unknown, size: number, { origin, destination }: SignedRequest): Promise<object> {
    const post = { origin, destination, size };
    return isBatch(body) ? this.intake.takeBatch(body, post) : this.intake.takeOne(body, post);
  }

  private answer(reply: FastifyReply, signed: SignedRequest, body: Buffer): void {
    const { signer, signature, contentDigest = '' } = signed;
    const receipt = signReceipt({
      status: 200,
      body,
      request: { signature, contentDigest },
      keyId: keyidOf(signer),
      privateKey: signer.privateKey,
      now: this.clock.now(),
    });
    void reply
      .code(200)
      .headers({ ...receipt, 'content-type': 'application/json' })
      .send(body);
  }
}
