/** The floor's attachments: a plain copy through Node's streams, to a file here and to a file there. No hash, no check, no limit. */
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { newId } from '@iimp/protocol/ids';
import type { Pool } from 'undici';

export class Files {
  constructor(
    private readonly folder: string,
    private readonly peer: Pool,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Stores an upload. */
  async take(request: IncomingMessage): Promise<{ attachment_id: string }> {
    const id = newId();
    await pipeline(request, createWriteStream(this.pathOf(id)));
    return { attachment_id: id };
  }

  /** Fetches it from the other node. It appears under its name when it is complete. */
  pull(id: string): void {
    this.copy(id).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }

  async give(id: string, range: string | undefined, response: ServerResponse): Promise<void> {
    const size = await stat(this.pathOf(id)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return void response.writeHead(404).end();
    // Only whether it is there is ever asked by a range.
    if (range !== undefined) return void response.writeHead(206, { 'content-length': 1 }).end('-');
    response.writeHead(200, { 'content-length': size });
    await pipeline(createReadStream(this.pathOf(id)), response);
  }

  private async copy(id: string): Promise<void> {
    const { statusCode, body } = await this.peer.request({ method: 'GET', path: `/api/v1/attachments/${id}` });
    if (statusCode !== 200) throw new Error(`the other node answers ${statusCode} for ${id}`);
    const part = `${this.pathOf(id)}.part`;
    await pipeline(body, createWriteStream(part));
    await rename(part, this.pathOf(id));
  }

  private pathOf(id: string): string {
    return join(this.folder, id.replace(/[^a-z0-9-]/g, ''));
  }
}
