import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { appendFile, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { PersonalDataAdministration } from '@iimp/administration/administration';
import { isDomain } from '@iimp/protocol/address';
import { isUuidV7 } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import { UsageError } from './usage-error.js';

const RECORDS = 'records.jsonl';
/** Attachments whose content is not among the files, with the reason. */
const MISSING = 'missing.jsonl';
const PRIVATE = { mode: 0o600 };

export interface Exported {
  lines: number;
  attachments: number;
  missing: number;
}

/** What a line of the export says of an attachment. */
interface AttachmentRecord {
  record: string;
  attachment_id: string;
  origin: string;
  state: string;
  size: number;
  sha256: string;
}

/**
 * Writes the export of a user to a new directory: `records.jsonl`, and the content of each attachment as
 * `attachments/<origin>/<attachment id>`. It is written as `<directory>.part` and gets its name when it is whole; one that was cut off is
 * gone on with, and has its attachments already. No more than a part of a file is held in memory.
 */
export async function exportTo(
  directory: string,
  user: string,
  from: PersonalDataAdministration,
  options: { attachments: boolean },
): Promise<Exported> {
  if (existsSync(directory)) throw new UsageError(`${directory} is there already`);
  const part = `${directory}.part`;
  try {
    await mkdir(part, { mode: 0o700 }).catch(unlessThere);
    const lines = await from.export(user).catch(async (error: unknown) => {
      // Nothing is left of one that is refused; what another one has written stays.
      await rmdir(part).catch(() => undefined);
      throw error;
    });
    await pipeline(lines, createWriteStream(join(part, RECORDS), PRIVATE));
    await rm(join(part, MISSING), { force: true });
    const exported: Exported = { lines: 0, attachments: 0, missing: 0 };
    let last = '';
    for await (const line of linesOf(join(part, RECORDS))) {
      exported.lines += 1;
      last = line;
      if (!options.attachments || !line.startsWith('{"record":"attachment"')) continue;
      const record = JSON.parse(line) as AttachmentRecord;
      if (record.state === 'ready') await count(exported, part, record, () => attachment(part, user, record, from));
    }
    if (!last.startsWith('{"record":"end"')) throw new ProblemError('unavailable', 'the export was cut off');
    await rename(part, directory);
    return exported;
  } catch (error) {
    throw told(error);
  }
}

/** One that cannot be had does not keep the person from the rest. */
async function count(
  exported: Exported,
  part: string,
  { attachment_id: id, origin }: AttachmentRecord,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
    exported.attachments += 1;
  } catch (error) {
    if (!(error instanceof Damaged) && !(error instanceof ProblemError && error.code === 'not_found')) throw error;
    exported.missing += 1;
    const line = JSON.stringify({ attachment_id: id, origin, reason: error.message });
    await appendFile(join(part, MISSING), `${line}\n`, PRIVATE);
  }
}

class Damaged extends Error {
  override readonly name = 'Damaged';
}

async function attachment(
  part: string,
  user: string,
  { attachment_id: id, origin, size, sha256 }: AttachmentRecord,
  from: PersonalDataAdministration,
): Promise<void> {
  // They become names of files.
  if (!isDomain(origin) || !isUuidV7(id)) throw new ProblemError('internal', 'an attachment has a strange name');
  const folder = join(part, 'attachments', origin);
  const file = join(folder, id);
  if ((await stat(file).catch(() => undefined))?.size === size) return;
  const { stream } = await from.attachment(user, { origin, attachment: id });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let received = 0;
  await pipeline(
    stream,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        received += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(`${file}.part`, PRIVATE),
  );
  if (received !== size || hash.digest('hex') !== sha256) {
    await rm(`${file}.part`, { force: true });
    throw new Damaged('the bytes that are stored are not those that were uploaded');
  }
  await rename(`${file}.part`, file);
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Errors of the disk and of a connection that ends, in words. */
function told(error: unknown): unknown {
  if (error instanceof ProblemError || error instanceof UsageError || !(error instanceof Error)) return error;
  return 'code' in error ? new UsageError(`the export was not finished: ${error.message}`, { cause: error }) : error;
}
