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
  operator: setting({
    name: 'IIMP_OPERATOR',
    group: 'iimpctl',
    description:
      'Who acts next to the database, for the audit log (`--as`); default: the account of the system. In a container, and where an account is shared, say it.',
    read: operatorName,
    optional: true,
  }),
} as const;

function operatorName(value: string): string {
  if (!/^[^\p{C}\p{Z}]{1,64}$/u.test(value)) throw new Error('must be a name of 1 to 64 characters without spaces');
  return value;
}
