import { randomBytes, sign, type KeyObject } from 'node:crypto';
import { MAX_SIGNATURE_WINDOW_SECONDS } from '@iimp/protocol/limits';
import { contentDigest } from './content-digest.js';
import { refuse } from './fields.js';
import { splitKeyid } from './keyid.js';
import {
  ALGORITHM,
  BODY_COMPONENTS,
  DEFAULT_TTL_SECONDS,
  DESTINATION_HEADER,
  REQUEST_COMPONENTS,
  REQUEST_LABEL,
  REQUEST_TAG,
} from './policy.js';
import { component, signatureBase } from './signature-base.js';

export interface RequestToSign {
  method: string;
  /** As they go over the wire: authority as in `Host`, path not decoded, query without its question mark. */
  url: { authority: string; path: string; query?: string };
  /** Domain that shall take it. */
  destination: string;
  /** Absent or empty: a request without a body. */
  body?: Uint8Array;
  /** Of the body; `application/json` when left out. */
  contentType?: string;
  /** `<own domain>#<key id>` */
  keyId: string;
  privateKey: KeyObject;
  /** Milliseconds since the Unix epoch. */
  now: number;
  /** 1 … 300. */
  ttlSeconds?: number;
  /** base64url of 16 bytes or more; random when left out. */
  nonce?: string;
}

const WITHOUT_BODY = REQUEST_COMPONENTS.map((name) => component(name));
const WITH_BODY = [...WITHOUT_BODY, ...BODY_COMPONENTS.map((name) => component(name))];
const listed = (components: typeof WITH_BODY): string => `(${components.map((c) => c.identifier).join(' ')})`;
const WITHOUT_BODY_LIST = listed(WITHOUT_BODY);
const WITH_BODY_LIST = listed(WITH_BODY);

/**
 * The header fields that make a request one of server to server (profile §6), lower-case names: destination, digest and
 * type of the body, signature. Nothing else of the request is covered, and these must be sent as they are.
 */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { method, url, body, now, ttlSeconds = DEFAULT_TTL_SECONDS } = request;
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_SIGNATURE_WINDOW_SECONDS)
    refuse(`ttlSeconds: not 1 to ${MAX_SIGNATURE_WINDOW_SECONDS}`);
  if (!splitKeyid(request.keyId)) refuse('keyId: not <domain>#<key id>');
  const hasBody = body !== undefined && body.length > 0;
  const headers: Record<string, string> = { [DESTINATION_HEADER]: request.destination };
  if (hasBody) {
    headers['content-digest'] = contentDigest(body);
    headers['content-type'] = request.contentType ?? 'application/json';
  }
  const created = Math.floor(now / 1000);
  const nonce = request.nonce ?? randomBytes(18).toString('base64url');
  const params =
    `${hasBody ? WITH_BODY_LIST : WITHOUT_BODY_LIST};created=${created};expires=${created + ttlSeconds};` +
    `nonce="${nonce}";keyid="${request.keyId}";alg="${ALGORITHM}";tag="${REQUEST_TAG}"`;
  const base = signatureBase(hasBody ? WITH_BODY : WITHOUT_BODY, params, {
    request: { method, authority: url.authority, path: url.path, query: url.query ?? '', headers },
  });
  headers['signature-input'] = `${REQUEST_LABEL}=${params}`;
  headers['signature'] = `${REQUEST_LABEL}=:${sign(null, base, request.privateKey).toString('base64')}:`;
  return headers;
}
