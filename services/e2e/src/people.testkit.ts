import { IimpClient } from '@iimp/client/client';
import type { Organization, World } from '@iimp/testbed/world';

/** More than a test needs when nothing is broken, and enough to outlive the restart of a process. */
const PATIENCE = { attempts: 60, retryBaseMs: 100, retryCapMs: 1_000, mostWaitMs: 60_000, timeoutMs: 15_000 };

/** Logs in a user of the world (made at the first call) with keys of its own, published. */
export async function person(world: World, address: string): Promise<IimpClient> {
  const [localPart = '', domain = ''] = address.split('@');
  const organization: Organization = world.org(domain);
  const login = await organization.addUser(localPart);
  const client = await IimpClient.login({
    ...PATIENCE,
    apiUrl: organization.apiUrl,
    user: login.address,
    password: login.password,
    fetch: world.fetch,
  });
  // In the place of those of an earlier call.
  await client.publishKeys({ replace: true });
  return client;
}
