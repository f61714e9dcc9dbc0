import { Controller, Inject, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { startHandlers } from '@iimp/messaging/handlers';
import type { Messaging } from '@iimp/messaging/messaging';
import type { DomainKeyring } from './domain-keyring.js';
import { nestLogger, type Logger } from './logging.js';
import type { PolicyCache } from './policy-cache.js';

export interface ChangeListener {
  messaging: Messaging;
  keyring: Pick<DomainKeyring, 'reload'>;
  policy: Pick<PolicyCache, 'refresh'>;
  logger: Logger;
}

const LISTENER = Symbol('ChangeListener');

@Controller()
class StateChanges {
  constructor(@Inject(LISTENER) private readonly listener: ChangeListener) {}

  @EventPattern<string>('policy.changed')
  policyChanged(): Promise<void> {
    return this.listener.policy.refresh();
  }

  @EventPattern<string>('domains.changed')
  domainsChanged(): Promise<void> {
    return this.listener.keyring.reload();
  }
}

@Module({})
class StateChangesModule {}

/**
 * Hears what is said to every process: the policy changed, the domains or their keys changed. What was missed while the broker
 * was away is read when it is back, and every few seconds in any case. @returns the way to stop
 */
export async function listenForChanges(listener: ChangeListener): Promise<() => Promise<void>> {
  const handlers = await startHandlers(
    { module: StateChangesModule, controllers: [StateChanges], providers: [{ provide: LISTENER, useValue: listener }] },
    listener.messaging,
    nestLogger(listener.logger),
  );
  const stopListening = listener.messaging.onGap(() => {
    void listener.policy.refresh();
    void listener.keyring.reload();
  });
  return async () => {
    stopListening();
    await handlers.close();
  };
}
