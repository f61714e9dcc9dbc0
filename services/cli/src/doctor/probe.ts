/** Requests as they are between domains: without a signature, with ours, and with one that is not ours. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { skewOf } from '@iimp/peer/clock-skew';
import type { PeerEndpoint } from '@iimp/peer/endpoint';
import type { PeerRequest } from '@iimp/peer/peer-client';
import { keyidOf } from '@iimp/http-signatures/keyid';
import { signRequest } from '@iimp/http-signatures/sign-request';
import { newId } from '@iimp/protocol/ids';
import { type Answer, ask, type Asked } from './ask.js';
import { judgeClock } from './checks/clock.js';
import { judgeForged, judgeSigned } from './checks/signed.js';
import { judgeUnsigned } from './checks/unsigned.js';
import { type Finding, skipped, waiting } from './finding.js';
import type { OwnKey } from './own-key.js';
import type { Instruments } from './settings.js';

export const PROBE_CHECKS = ['unsigned', 'signed', 'forged', 'clock'] as const;
const MAX_ANSWER_BYTES = 65_536;

/** What is asked of the federation service, and as whom. */
export interface Probe {
  domain: string;
  /** Absent: it is not known where requests go. */
  endpoint: PeerEndpoint | undefined;
  own: OwnKey;
  /** The answer with the document: its clock stands in where no request is answered. */
  document: Answer | undefined;
}

/** The verdicts on each, and on the clocks. */
export async function probe({ domain, endpoint, own, document }: Probe, tools: Instruments): Promise<Finding[]> {
  if (!endpoint)
    return [...waiting(PROBE_CHECKS.slice(0, 3), 'it is not known where requests go'), clockOf([document])];
  const ask = (more?: Pick<PeerRequest, 'sign'>): Promise<Asked> => askForNothing(domain, endpoint, tools, more);
  const unsigned = await ask();
  // First the federation service: its own clock counts, and a document may come from a cache.
  const clock = clockOf([unsigned, document]);
  if ('missing' in own) return [judgeUnsigned(unsigned), ...withoutKey(own), clock];
  const keyId = keyidOf(own);
  const signedBy = (privateKey: KeyObject): Promise<Asked> =>
    ask({
      sign: (url) => signRequest({ method: 'GET', url, destination: domain, keyId, privateKey, now: tools.now() }),
    });
  const signed = judgeSigned(await signedBy(own.privateKey), own.domain);
  const forged = judgeForged(await signedBy(generateKeyPairSync('ed25519').privateKey), own.domain);
  return [judgeUnsigned(unsigned), signed, forged, clock];
}

/** GETs an attachment that does not exist. */
function askForNothing(
  domain: string,
  endpoint: PeerEndpoint,
  { client, now }: Instruments,
  more: Pick<PeerRequest, 'sign'> = {},
): Promise<Asked> {
  const path = `/federation/v1/attachments/${newId()}`;
  const request = { domain, endpoint, method: 'GET', path, maxBytes: MAX_ANSWER_BYTES, ...more } as const;
  return ask(() => client.request(request), now);
}

function withoutKey({ missing, cure }: Extract<OwnKey, { missing: string }>): Finding[] {
  const means = 'Whether the peer accepts our signatures is not known.';
  return [skipped('signed', missing, means, cure), skipped('forged', missing, means, cure)];
}

/** By the first answer that tells its time. */
function clockOf(answers: readonly (Asked | undefined)[]): Finding {
  const skews = answers.map((answer) => (answer && !('failed' in answer) ? skewOf(answer) : undefined));
  return judgeClock(skews.find((skew) => skew !== undefined));
}
