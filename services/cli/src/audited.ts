import { audit } from '@iimp/storage/audit';
import type { Database } from '@iimp/storage/database';

/** Notes what was done, for acts that the storage library does not note itself. */
export function note(
  db: Database,
  { actor, now }: { actor: string; now: number },
  action: string,
  subject: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  return audit(db, { at: now, actor, action, subject, detail });
}
