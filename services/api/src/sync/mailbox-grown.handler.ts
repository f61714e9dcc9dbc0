import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Incoming } from '@iimp/messaging/topology';
import { Waiters } from './waiters.js';

/** Hears from all who write into mailboxes: other replicas, the federation ingress, the delivery engine with its notices. */
@Controller()
export class MailboxGrownHandler {
  constructor(private readonly waiters: Waiters) {}

  @EventPattern<string>('mailbox.grown')
  grown(@Payload() { entries }: Incoming<'mailbox.grown'>): void {
    for (const { userId, seq } of entries) this.waiters.grown(userId, Number(seq));
  }
}
