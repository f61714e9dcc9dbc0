import { loadConfig } from '@iimp/platform/config/load';
import type { Database } from '@iimp/storage/database';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { RETRY_BASE_MS, RETRY_CAP_MS, RETRY_GIVE_UP_MS } from '@iimp/protocol/limits';
import { engineSettings } from './world.js';

const configOf = (shards: number) => {
  const stores = { IIMP_DATABASE_URL: 'postgres://db/iimp', IIMP_BROKER_URL: 'memory:test' };
  return loadConfig({ ...stores, IIMP_DOMAIN_KEYS_DIR: '/keys', IIMP_DELIVERY_SHARDS: String(shards) }, 'delivery');
};

it('has as many sessions with a hot destination as there are shards for them, however many are asked for', () => {
  const { shards } = new PostgresOutboxStore({} as Database);
  for (const asked of [shards, shards + 1, 64])
    expect(engineSettings(configOf(asked)).sessionsPerDestination).toBe(shards);
  expect(engineSettings(configOf(3)).sessionsPerDestination).toBe(3);
  expect(() => configOf(65)).toThrow(/IIMP_DELIVERY_SHARDS/);
});

it('waits between tries as the profile says, unless told otherwise', () => {
  const config = configOf(1);
  expect(engineSettings(config)).toMatchObject({ retryBaseMs: RETRY_BASE_MS, retryCapMs: RETRY_CAP_MS });
  expect(config.retryGiveUpMs).toBe(RETRY_GIVE_UP_MS);
});
