/** The other services, as a test wants them: discovery answers as told, and what is announced is written down. */
import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { Incoming, ReplyInit } from '@iimp/messaging/topology';
import type { Peer } from './peer.testkit.js';

export interface Neighbours {
  /** Domains asked for in the name of somebody who may not be theirs; with `!` those to be asked again, in whoever's name. */
  readonly asked: string[];
  /** Domains asked for that have signed. */
  readonly verified: string[];
  /** Domains of which discovery says this instead of what the peer publishes. */
  readonly problems: Map<string, { code: string; detail?: string; retryAfterSeconds?: number }>;
  readonly heard: string[];
  readonly grown: { userId: string; seq: string }[];
  readonly fetches: { attachmentId: string; origin: string }[];
}

const STATE = Symbol('state');

interface State extends Neighbours {
  readonly peers: ReadonlyMap<string, Peer>;
}

@Controller()
class NeighboursController {
  constructor(@Inject(STATE) private readonly state: State) {}

  @MessagePattern<string>('discovery.resolve')
  resolve({ domain, refresh, provisional }: Incoming<'discovery.resolve'>): ReplyInit<'discovery.resolve'> {
    const { asked, verified, problems, peers } = this.state;
    if (refresh || provisional) asked.push(refresh ? `${domain}!` : domain);
    else verified.push(domain);
    const problem = problems.get(domain);
    const peer = peers.get(domain);
    if (problem) return { result: { case: 'problem', value: problem } };
    if (!peer) return { result: { case: 'problem', value: { code: 'not_found', detail: 'no such domain' } } };
    return { result: { case: 'resolved', value: peer.resolved() } };
  }

  @EventPattern<string>('delivery.heard')
  heard({ domain }: Incoming<'delivery.heard'>): void {
    this.state.heard.push(domain);
  }

  @EventPattern<string>('mailbox.grown')
  grown({ entries }: Incoming<'mailbox.grown'>): void {
    this.state.grown.push(...entries.map(({ userId, seq }) => ({ userId, seq })));
  }

  @EventPattern<string>('attachments.fetch')
  fetch({ attachmentId, origin }: Incoming<'attachments.fetch'>): void {
    this.state.fetches.push({ attachmentId, origin });
  }
}

@Module({})
class NeighboursModule {}

export function neighboursModule(peers: ReadonlyMap<string, Peer>): { module: DynamicModule; neighbours: Neighbours } {
  const lists = { asked: [], verified: [], heard: [], grown: [], fetches: [] };
  const neighbours: State = { ...lists, problems: new Map(), peers };
  const providers = [{ provide: STATE, useValue: neighbours }];
  return { module: { module: NeighboursModule, controllers: [NeighboursController], providers }, neighbours };
}
