import type { Config } from '@iimp/platform/config/config';
import type { Database } from '@iimp/storage/database';
import { runRetention } from '@iimp/storage/retention';
import { checkTime } from '@iimp/storage/retention-clock';

/** One run of the retention that the configuration asks for; nothing is done while another replica is at it. @throws for a clock that cannot be right */
export async function keepFor(
  { retentionMs, restoreWindowMs }: Pick<Config, 'retentionMs' | 'restoreWindowMs'>,
  db: Database,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  await checkTime(db, { now, retentionMs });
  const isStopping = (): boolean => signal.aborted;
  await runRetention(db, { retentionMs, restoreWindowMs, now, isStopping, signal, actor: 'federation' });
}
