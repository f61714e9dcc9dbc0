import type {
  AdminOrphan,
  AdminOrphans,
  AdminOrphanSearch,
  AdminRestored,
  AdminRetention,
} from '@iimp/proto/admin-types';
import type { BlobStore, ListedBlob } from '@iimp/blobs/blob-store';
import { isKey } from '@iimp/blobs/key';
import { ProblemError } from '@iimp/protocol/problem';
import { auditOutcome } from '@iimp/storage/audit';
import { orphansAmong } from '@iimp/storage/orphans';
import { afterRestore } from '@iimp/storage/restored';
import { planRetention, runRetention } from '@iimp/storage/retention';
import { checkClock } from '@iimp/storage/retention-clock';
import type { LifecycleAdministration } from '../administration.js';
import { by, type LocalParts, note } from './parts.js';
import { portion } from './portion.js';

const HOUR_MS = 3_600_000;
/** An upload or a fetch that is older than this was given up. */
const SAFE_AGE_HOURS = 24;
/** Objects that are looked at, or for which a portion ends, at once. */
const LOOKED_AT_ONCE = 200;
const MAX_FOUND = 500;
const REMOVED_AT_ONCE = 10;

/** What the state of a whole deployment asks for. */
export class LocalLifecycle implements LifecycleAdministration {
  constructor(private readonly parts: LocalParts) {}

  async retention(dryRun: boolean): Promise<AdminRetention> {
    const { db, retention, portionMs } = this.parts;
    if (retention.retentionMs === 0)
      throw new ProblemError('invalid_request', 'IIMP_RETENTION is off: messages are kept for ever');
    const options = { ...by(this.parts), ...retention, isStopping: portion(portionMs) };
    await checkClock(db, options.now);
    const report = await (dryRun ? planRetention : runRetention)(db, options);
    if (report.isUnderWay) throw new ProblemError('unavailable', 'a run of this is under way in another process');
    return {
      state: dryRun ? 'planned' : report.finished ? 'done' : 'running',
      months: report.months,
      removed: report.removed,
      oldest_accepted: Math.max(0, report.oldestAccepted),
    };
  }

  async restored(run: string): Promise<AdminRestored> {
    const { db, portionMs } = this.parts;
    const { finished, ...counts } = await afterRestore(db, {
      ...by(this.parts),
      run,
      isStopping: portion(portionMs),
    });
    return { state: finished ? 'done' : 'running', ...counts };
  }

  async orphans(search: AdminOrphanSearch): Promise<AdminOrphans> {
    const { remove = false, min_age_hours: hours = SAFE_AGE_HOURS, after } = search;
    if (after !== undefined && !isKey(after))
      throw new ProblemError('invalid_request', 'after: not the name of a blob');
    if (hours < SAFE_AGE_HOURS) throw new ProblemError('invalid_request', `min_age_hours: at least ${SAFE_AGE_HOURS}`);
    const { portionMs, now } = this.parts;
    const isOver = portion(portionMs);
    const before = now() - hours * HOUR_MS;
    const blobs = this.parts.blobs();
    const removal = new Removal(this.parts, blobs);
    const found: AdminOrphans = { looked_at: 0, orphans: [], removed: 0, next: null };
    const judge = async (page: readonly ListedBlob[]): Promise<void> => {
      const orphans = await this.among(page.filter(({ modifiedAt }) => modifiedAt < before));
      found.looked_at += page.length;
      found.orphans.push(...orphans);
      if (remove) await removal.of(orphans);
    };
    let page: ListedBlob[] = [];
    for await (const blob of blobs.list(after === undefined ? {} : { after })) {
      page.push(blob);
      if (page.length < LOOKED_AT_ONCE) continue;
      await judge(page);
      page = [];
      if (!isOver() && found.orphans.length < MAX_FOUND) continue;
      found.next = blob.key;
      break;
    }
    await judge(page);
    return { ...found, removed: removal.removed };
  }

  private async among(page: readonly ListedBlob[]): Promise<AdminOrphan[]> {
    const keys = new Set(
      await orphansAmong(
        this.parts.db,
        page.map(({ key }) => key),
      ),
    );
    return page
      .filter(({ key }) => keys.has(key))
      .map(({ key, size, modifiedAt }) => ({ key, size, modified_at: modifiedAt }));
  }
}

/**
 * Removes blobs and counts them in one entry of the audit log. The entry is there before the first of them goes: what is gone cannot come
 * back when it could not be noted.
 */
class Removal {
  removed = 0;
  private bytes = 0;
  private entry: number | undefined;

  constructor(
    private readonly parts: LocalParts,
    private readonly blobs: Pick<BlobStore, 'delete'>,
  ) {}

  async of(orphans: readonly AdminOrphan[]): Promise<void> {
    if (orphans.length === 0) return;
    this.entry ??= await note(this.parts, 'blobs.orphans', 'blob store');
    for (let at = 0; at < orphans.length; at += REMOVED_AT_ONCE) {
      // Each of them is waited for: what is gone is told, whatever became of the others.
      const ends = await Promise.allSettled(orphans.slice(at, at + REMOVED_AT_ONCE).map((orphan) => this.one(orphan)));
      await auditOutcome(this.parts.db, this.entry, { removed: this.removed, bytes: this.bytes });
      const failed = ends.find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
    }
  }

  private async one({ key, size }: AdminOrphan): Promise<void> {
    await this.blobs.delete(key);
    this.removed += 1;
    this.bytes += size;
  }
}
