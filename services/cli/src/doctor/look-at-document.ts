/** What a domain publishes: its document and its users' keys. */
import { randomBytes } from 'node:crypto';
import type { DiscoveryDocument } from '@iimp/proto/types';
import { DOCUMENT_PATH, wellKnownEndpoint } from '@iimp/peer/discover';
import type { SrvRecord } from '@iimp/peer/dns';
import { getWellKnown } from '@iimp/peer/well-known';
import { type Answer, ask, type Asked } from './ask.js';
import { judgeCache, judgeDocument, judgeDomain, judgeSchema, shapeOf } from './checks/document.js';
import { judgeEndpoints } from './checks/endpoints.js';
import { judgeKeys } from './checks/keys.js';
import { judgeUserKeys } from './checks/user-keys.js';
import { type Finding, waiting } from './finding.js';
import type { Instruments } from './settings.js';

export const DOCUMENT_CHECKS = [
  'document',
  'document-cache',
  'document-schema',
  'document-domain',
  'endpoints',
  'keys',
  'user-keys',
] as const;

type Srv = readonly SrvRecord[] | undefined;

export interface Published {
  findings: Finding[];
  /** Only one that others can read. */
  document?: DiscoveryDocument;
  answer?: Answer;
}

export async function lookAtDocument(domain: string, srv: Srv, { client, now }: Instruments): Promise<Published> {
  const endpoint = wellKnownEndpoint({ domain, ...(srv && { srv }) }, Math.random);
  const get = (path: string): Promise<Asked> => ask(() => getWellKnown(client, { domain, endpoint, path }), now);
  const asked = await get(DOCUMENT_PATH);
  const userKeys = judgeUserKeys(await get(`${DOCUMENT_PATH}/keys/doctor-${randomBytes(8).toString('hex')}`));
  const { findings, ...rest } = judgeAll(domain, srv, asked, now());
  return { findings: [...findings, userKeys], ...rest };
}

function judgeAll(domain: string, srv: Srv, asked: Asked, now: number): Published {
  const there = judgeDocument(domain, asked, srv !== undefined);
  const answer = 'failed' in asked ? {} : { answer: asked };
  if ('failed' in asked || there.status === 'failure')
    return { findings: [there, ...waiting(DOCUMENT_CHECKS.slice(1, -1), 'there is no document')], ...answer };
  const shape = shapeOf(asked);
  const findings = [there, judgeCache(asked), judgeSchema(shape)];
  if ('invalid' in shape)
    return {
      findings: [...findings, ...waiting(DOCUMENT_CHECKS.slice(3, -1), 'the document is not valid')],
      ...answer,
    };
  findings.push(judgeDomain(domain, shape), judgeEndpoints(domain, shape, srv), judgeKeys(shape, now));
  const isReadable = findings[2]?.status !== 'failure';
  return { findings, ...answer, ...(isReadable ? { document: shape } : {}) };
}
