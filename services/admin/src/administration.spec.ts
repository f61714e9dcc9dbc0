/** The API does, asked by its own client, what the administration next to the database does. */
import { describeAdministration } from '@iimp/administration/administration.contract.testkit';
import { describeLifecycle } from '@iimp/administration/lifecycle.contract.testkit';
import { join } from 'node:path';
import { AdminWorld } from './admin.testkit.js';

async function open() {
  const world = await AdminWorld.start({ IIMP_RETENTION: '100d' });
  return {
    administration: world.as('admin'),
    test: world.test,
    blobs: join(world.folder, 'blobs'),
    actor: 'admin:admin',
    close: () => world.stop(),
  };
}

describeAdministration('by HTTP', open);
describeLifecycle('by HTTP', open);
