import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { newId } from '@iimp/protocol/ids';
import { Attachments } from '@iimp/storage/attachments';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { Answer, Peer, Sending } from '../peer.testkit.js';
import type { World } from '../world.testkit.js';

export interface UploadOptions {
  /** Whether a message names it. Default true. */
  send?: boolean;
  /** Whether it is uploaded to its end. Default true. */
  ready?: boolean;
}

/** Uploads as bob would, and sends it to alice of the peer's domain. @returns the attachment's id */
export async function uploadFor(
  world: World,
  peer: Peer,
  content: Buffer,
  { send = true, ready = true }: UploadOptions = {},
): Promise<string> {
  const [owner, alice] = ['bob@org2.test', `alice@${peer.domain}`];
  const attachmentId = newId(world.now());
  const attachments = new Attachments(world.database.db);
  const blobKey = `local/${attachmentId}`;
  const [size, sha256] = [content.length, createHash('sha256').update(content).digest('hex')];
  await attachments.createUpload({ attachmentId, owner, blobKey, now: world.now() });
  await world.context.blobs.put(blobKey, Readable.from([content]), { maxBytes: size });
  if (!ready) return attachmentId;
  await attachments.markReady({ attachmentId, owner, size, sha256 });
  if (!send) return attachmentId;
  const writer = new MessageWriter(world.database.db);
  const named = [{ attachment_id: attachmentId, size, sha256 }];
  const message = peer.message({ sender: owner, participants: [owner, alice], attachments: named });
  const { status } = await writer.submit({ message, origin: { kind: 'local', user: owner } });
  await writer.close();
  if (status !== 'stored') throw new Error(status);
  return attachmentId;
}

export const pathOf = (attachmentId: string): string => `/federation/v1/attachments/${attachmentId}`;

/** Asks for an attachment as a domain does. */
export const pull = (
  peer: Peer,
  attachmentId: string,
  headers: Record<string, string> = {},
  more: Sending = {},
): Promise<Answer> => peer.send({ method: 'GET', path: pathOf(attachmentId), headers, ...more });
