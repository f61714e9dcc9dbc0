import { newId } from '@iimp/protocol/ids';
import type { MoodyOptions, MoodyPeer } from './moody-peer.testkit.js';
import { startDeliveryWorld, until, type DeliveryWorld } from './world.testkit.js';

/** One world, and for each test a peer of its own with user bob. */
export class DeliveryCase {
  peer!: MoodyPeer;
  domain = '';
  bob = '';
  #peers = 0;

  constructor(readonly world: DeliveryWorld) {}

  /** A new peer, and exactly one worker. */
  async next(): Promise<void> {
    await this.world.stopWorkers();
    this.peer = await this.another();
    this.domain = this.peer.options.domain;
    this.bob = `bob@${this.domain}`;
    await this.world.worker();
  }

  another(options: Omit<MoodyOptions, 'domain'> = {}): Promise<MoodyPeer> {
    return this.world.peer({ domain: `peer${++this.#peers}.test`, ...options });
  }

  /** Messages to bob, all of one conversation. */
  send(count: number, conversationId = newId()): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, () => this.world.send([this.bob], { conversationId })));
  }

  async stateOf(id: string, at = this.domain): Promise<string> {
    return (await this.world.outbox.delivery(id, at)).state;
  }

  settled(ids: string[], at = this.domain): Promise<void> {
    return until('settled', async () => {
      const states = await Promise.all(ids.map((id) => this.stateOf(id, at)));
      return states.every((state) => state !== 'queued');
    });
  }

  /** What was logged about the peer. */
  said(): string[] {
    return this.world.logged.filter((line) => line.domain === this.domain).map(({ msg }) => msg);
  }
}

export async function openDeliveryCase(env: Record<string, string> = {}): Promise<DeliveryCase> {
  return new DeliveryCase(await startDeliveryWorld(env));
}
