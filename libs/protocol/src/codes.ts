import type { Code } from '@iimp/proto/types';

export type { Code } from '@iimp/proto/types';

export interface CodeInfo {
  /** HTTP status that the code comes with. */
  status: number;
  /** Whether the same request may succeed later (profile §6.3). */
  temporary: boolean;
  /** The kind of problem in words (RFC 9457 `title`). */
  title: string;
}

const permanent = (status: number, title: string): CodeInfo => ({ status, temporary: false, title });
const temporary = (status: number, title: string): CodeInfo => ({ status, temporary: true, title });

/** The stable error codes: profile §9, and ours that no other domain is sent, or that proto/README.md explains. */
export const CODES: Readonly<Record<Code, CodeInfo>> = {
  invalid_request: permanent(400, 'The request is not valid'),
  unauthorized: permanent(401, 'A valid access token is needed'),
  invalid_credentials: permanent(401, 'User or password is wrong'),
  invalid_signature: permanent(401, 'The signature is missing or not valid'),
  replayed_request: permanent(401, 'The request was seen before'),
  forbidden: permanent(403, 'The token does not allow this'),
  domain_blocked: permanent(403, 'The domain may not federate here'),
  sender_domain_mismatch: permanent(403, 'The sender is not of the domain that signed'),
  not_a_participant: permanent(403, 'The sender does not take part in the conversation'),
  unknown_recipient: permanent(404, 'No recipient of the message exists here'),
  unknown_user: permanent(404, 'There is no such user'),
  not_found: permanent(404, 'There is no such thing'),
  message_id_conflict: permanent(409, 'Another message has this id'),
  too_large: permanent(413, 'The request is too large'),
  cursor_ahead: permanent(409, 'The mailbox ends before the cursor'),
  quota_exceeded: permanent(413, 'The user may not store more'),
  edit_limit_exceeded: permanent(422, 'The message was edited as often as allowed'),
  invalid_edit: permanent(422, 'The message cannot be edited this way'),
  timestamp_in_future: permanent(422, 'The message is from the future'),
  message_expired: permanent(422, 'The message is older than messages are kept'),
  unknown_reference: temporary(409, 'The original of the edit is not here yet'),
  attachment_pending: temporary(409, 'The attachment is still being fetched'),
  rate_limited: temporary(429, 'Too many requests'),
  unavailable: temporary(503, 'Not available now'),
  internal: temporary(500, 'Something went wrong here'),
};

/** Whether a value is one of the codes. */
export function isCode(value: unknown): value is Code {
  return typeof value === 'string' && Object.hasOwn(CODES, value);
}

/** Whether the same request may succeed later; false for a code that is not one of these, which its status must judge. */
export function isTemporary(code: string): boolean {
  return isCode(code) && CODES[code].temporary;
}

/** Statuses that are temporary whatever the body says; 5xx beside them. */
const TEMPORARY_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether the same request may succeed later after such an answer (profile §6.3). @param code of its problem document, if it had one */
export function isTemporaryAnswer(status: number, code?: string): boolean {
  return status >= 500 || TEMPORARY_STATUS.has(status) || (code !== undefined && isTemporary(code));
}
