import { Controller, type DynamicModule, Inject, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Incoming } from '@iimp/messaging/topology';
import type { PolicyCache } from '@iimp/platform/policy-cache';
import { Scheduler } from './engine/scheduler.js';

const POLICY = Symbol('policy');

/** What the broker tells this service. All of it may come twice or not at all. */
@Controller()
export class DeliveryController {
  /** Domains that were blocked when the policy changed last, or at the start. */
  private blocked: ReadonlySet<string>;

  constructor(
    private readonly scheduler: Scheduler,
    @Inject(POLICY) private readonly policy: Pick<PolicyCache, 'refresh' | 'current'>,
  ) {
    this.blocked = policy.current().blocked;
  }

  @EventPattern<string>('delivery.wake')
  wake({ domains, afresh }: Incoming<'delivery.wake'>): void {
    this.scheduler.wake(domains, afresh);
  }

  @EventPattern<string>('delivery.here')
  here({ worker, leaves }: Incoming<'delivery.here'>): void {
    this.scheduler.here(worker, leaves);
  }

  @EventPattern<string>('delivery.heard')
  heard({ domain }: Incoming<'delivery.heard'>): Promise<void> {
    return this.scheduler.heard(domain);
  }

  @EventPattern<string>('policy.changed')
  async policyChanged(): Promise<void> {
    await this.policy.refresh();
    const before = this.blocked;
    this.blocked = this.policy.current().blocked;
    // Each costs a statement, and a list may be of thousands.
    await this.scheduler.settle([...this.blocked].filter((domain) => !before.has(domain)));
  }
}

@Module({})
export class DeliveryModule {
  static over(scheduler: Scheduler, policy: Pick<PolicyCache, 'refresh' | 'current'>): DynamicModule {
    return {
      module: DeliveryModule,
      controllers: [DeliveryController],
      providers: [
        { provide: Scheduler, useValue: scheduler },
        { provide: POLICY, useValue: policy },
      ],
    };
  }
}
