/** How `iimpctl` reaches a deployment from elsewhere. */
import { setting } from '../setting.js';
import * as read from '../values.js';

export const ADMINISTRATION = {
  adminUrl: setting({
    name: 'IIMP_ADMIN_URL',
    group: 'iimpctl',
    description:
      'Where the administration API is, like `https://127.0.0.1:8450`; without it `iimpctl` works on the database.',
    read: read.origin,
    optional: true,
  }),
  adminToken: setting({
    name: 'IIMP_ADMIN_TOKEN',
    group: 'iimpctl',
    description: 'The operator’s token, as `iimpctl admin-token add` printed it.',
    read: read.text,
    secret: true,
    optional: true,
  }),
  adminCaFile: setting({
    name: 'IIMP_ADMIN_CA_FILE',
    group: 'iimpctl',
    description: 'Further authorities (PEM) to trust the administration API by.',
    read: read.text,
    optional: true,
  }),
} as const;
