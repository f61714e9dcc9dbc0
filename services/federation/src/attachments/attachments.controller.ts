import { Controller, Get, Head, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BlobStore, ByteRange } from '@iimp/blobs/blob-store';
import { contentDigestOf } from '@iimp/http-signatures/content-digest';
import { readRange, unsatisfiable } from '@iimp/platform/http/byte-range';
import { onceOver } from '@iimp/platform/http/once-over';
import { Slots } from '@iimp/platform/http/slots';
import { sendStream } from '@iimp/platform/http/stream-reply';
import { isUuidV7 } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import { Attachments, type Attachment } from '@iimp/storage/attachments';
import { Authenticator } from '../request/authenticator.js';
import { BlobSource } from './blob-source.js';
import { partDigest } from './part-digest.js';

/** `GET /federation/v1/attachments/{id}` (spec §9, profile §6.2): the ciphertext, for domains that have a recipient. */
@Controller('federation/v1/attachments')
export class AttachmentsController {
  private readonly blobs: BlobStore;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly attachments: Attachments,
    private readonly slots: Slots,
    source: BlobSource,
  ) {
    this.blobs = source.blobs;
  }

  @Get(':id')
  async get(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { size, sha256, blobKey, askedBy } = await this.find(id, request);
    const asked = readRange(request.headers.range, size);
    if (asked === 'unsatisfiable') return beyondTheEnd(reply, size);
    // One that is none is ignored, as RFC 9110 §14.2 has it: who pulls gets the whole.
    const range = asked === 'malformed' ? undefined : asked;
    onceOver(reply, this.slots.take(askedBy));
    const whole = contentDigestOf(Buffer.from(sha256, 'hex'));
    const digest = range ? await this.digestOf(range, { size, whole, blobKey }, reply) : whole;
    const { stream } = await readable(() => this.blobs.get(blobKey, range));
    void reply.headers({
      ...headersOf(range ? range.end - range.start + 1 : size, whole),
      // RFC 9530: Content-Digest is of what this answer carries, Repr-Digest of the whole.
      ...(digest !== undefined && { 'content-digest': digest }),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
    });
    sendStream(reply.code(range ? 206 : 200), stream);
  }

  /** What GET would say of the whole, without reading it. */
  @Head(':id')
  async head(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { size, sha256 } = await this.find(id, request);
    const digest = contentDigestOf(Buffer.from(sha256, 'hex'));
    void reply.headers({ ...headersOf(size, digest), 'content-digest': digest }).send();
  }

  private async find(id: string, request: FastifyRequest): Promise<ReadyAttachment> {
    const { origin, destination } = await this.authenticator.admit(request, request.rawBody);
    const attachment = isUuidV7(id) ? await this.attachments.findForDomain(id, origin, destination) : undefined;
    // No difference is told between one that does not exist and one that is not for this domain.
    if (!attachment || attachment.size === null || attachment.sha256 === null)
      throw new ProblemError('not_found', 'there is no such attachment for this domain');
    return { ...attachment, askedBy: origin } as ReadyAttachment;
  }

  /** Reading for it ends when nobody waits for the answer any more. */
  private digestOf(
    range: Required<ByteRange>,
    { size, whole, blobKey }: { size: number; whole: string; blobKey: string },
    reply: FastifyReply,
  ): Promise<string | undefined> {
    const gone = new AbortController();
    onceOver(reply, () => gone.abort());
    const open = async () => (await this.blobs.get(blobKey, range)).stream;
    return readable(() => partDigest(range, size, whole, open, gone.signal));
  }
}

type ReadyAttachment = Attachment & { size: number; sha256: string; askedBy: string };

/** A blob that the database knows and the store does not is a fault here, which may pass. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new ProblemError('unavailable', 'the attachment cannot be read now', { cause });
  }
}

const headersOf = (length: number, reprDigest: string) => ({
  'content-type': 'application/octet-stream',
  'content-length': length,
  'accept-ranges': 'bytes',
  'cache-control': 'private, no-store',
  'repr-digest': reprDigest,
});

function beyondTheEnd(reply: FastifyReply, size: number): void {
  const { status, headers, body } = unsatisfiable(size);
  void reply.code(status).headers(headers).send(body);
}
