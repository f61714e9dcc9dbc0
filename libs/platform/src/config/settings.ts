/**
 * Every variable that a service reads, in one table: `Config` is typed from it, `load.ts` reads by it, and
 * `deploy/configuration.md` is written from it (`node libs/platform/configuration.mjs`).
 */
import { ADMINISTRATION } from './tables/administration.js';
import { DELIVERY } from './tables/delivery.js';
import { DEPLOYMENT } from './tables/deployment.js';
import { FEDERATION } from './tables/federation.js';
import { LIMITS } from './tables/limits.js';
import { LISTENERS } from './tables/listeners.js';
import { STORES } from './tables/stores.js';

export const SETTINGS = {
  ...STORES,
  ...LISTENERS,
  ...DEPLOYMENT,
  ...FEDERATION,
  ...DELIVERY,
  ...LIMITS,
  ...ADMINISTRATION,
} as const;
