/** The API does, asked by its own client, what the administration next to the database does. */
import { describeAdministration } from '@iimp/administration/administration.contract.testkit';
import { AdminWorld } from './admin.testkit.js';

describeAdministration('by HTTP', async () => {
  const world = await AdminWorld.start();
  return {
    administration: world.as('admin'),
    test: world.test,
    actor: 'admin:admin',
    close: () => world.stop(),
  };
});
