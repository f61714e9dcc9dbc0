import type { DomainKeyring } from './domain-keyring.js';
import type { Health } from './health.js';
import { observe } from './telemetry/observe.js';

/**
 * Tells which local domains nothing can be signed for: to whoever asks for health, and as a metric.
 * @returns the way to stop
 */
export function watchDomainKeys(keyring: Pick<DomainKeyring, 'domains' | 'unsigned'>, health: Health): () => void {
  const ableToSign = (): boolean => {
    const domains = keyring.domains().length;
    return domains === 0 || keyring.unsigned().length < domains;
  };
  let began = ableToSign();
  const undo = [
    // A domain without its key fails by itself; the others' mail needs this process.
    health.register('domain keys', () => settle(reasons(keyring)), { advisory: true }),
    // A start that can sign for nobody has the wrong folder: what runs stays until it is mended. Later nothing would be won by it, and
    // what is published of the domains would be gone too.
    health.register('signing', () => {
      began ||= ableToSign();
      return settle(began ? undefined : 'since the start nothing could be signed for any domain');
    }),
    observe(
      'iimp.domains.unsigned',
      'Local domains that this process cannot sign for: their private key is missing',
      () => keyring.unsigned().length,
    ),
  ];
  return () => undo.forEach((each) => each());
}

function reasons(keyring: Pick<DomainKeyring, 'unsigned'>): string | undefined {
  const unsigned = keyring.unsigned();
  return unsigned.length === 0 ? undefined : unsigned.map(({ domain, reason }) => `${domain}: ${reason}`).join('; ');
}

function settle(trouble: string | undefined): Promise<void> {
  return trouble === undefined ? Promise.resolve() : Promise.reject(new Error(trouble));
}
