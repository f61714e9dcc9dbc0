import type { Message } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import type { Code } from '@iimp/protocol/codes';
import { applyDecision, type ConversationRegister, decide, type Stored } from '@iimp/protocol/decide';
import type { Refusal } from './attachments-view.js';
import { contentDigest, existingMessage } from './content.js';
import type { Prepared } from './incoming.js';
import type { BatchView } from './view.js';
import { MAX_GRANTS } from './weight.js';

/** Who of a message's participants is here, and who is elsewhere. */
export interface Audience {
  /** Local users to deliver to, by address. */
  local: string[];
  /** Participants of local domains, in scope, that do not exist. */
  unknown: string[];
  /** Domains that are delivered in here. */
  localDomains: string[];
  /** Of a local sender: the other domains with their participants. */
  remote: Map<string, readonly string[]>;
}

export type Verdict =
  | { kind: 'rejected'; code: Code; detail: string }
  | { kind: 'duplicate'; audience: Audience }
  /** Known already, and now posted for one more local domain: delivered to its users, and not decided again. */
  | { kind: 'extended'; audience: Audience }
  | {
      kind: 'stored';
      audience: Audience;
      register: Stored;
      /** The register before it; undefined: the conversation began with it. */
      before: ConversationRegister | undefined;
      /** Whether the participants register is new or names others now. */
      registerChanged: boolean;
      /** Origins of its attachments, in their order. */
      attachmentOrigins: string[];
    };

/** A message whose id is new is compared with nothing. */
const NOT_NEEDED = new Uint8Array();

/** Judges a message against the view, and makes the view show what it stores. */
export function judge(prepared: Prepared, view: BatchView): Verdict {
  const { message } = prepared;
  const audience = audienceOf(prepared, view);
  const digest = view.acceptance.existing(message.message_id) ? contentDigest(message) : NOT_NEEDED;
  const decision = decide(message, digest, view.acceptance);
  // An original may still come, and its edit is sent again until then: what no repetition would change is said first.
  if (decision.status === 'rejected' && decision.code !== 'unknown_reference') return rejected(decision);
  const misdirected = refuseForOrigin(prepared, audience);
  if (misdirected) return rejected(misdirected);
  if (decision.status === 'duplicate') return judgeAgain(prepared, audience, view);
  const nobody = refuseForLackOfRecipients(prepared, audience);
  if (nobody) return rejected(nobody);
  const tooMany = refuseForGrants(message, audience);
  if (tooMany) return rejected(tooMany);
  if (decision.status === 'rejected') return rejected(decision);
  const attachments = resolveAttachments(prepared, audience, view);
  if ('code' in attachments) return rejected(attachments);
  const before = view.acceptance.conversation(message.conversation_id);
  const registerChanged = before === undefined || !sameList(before.participants, decision.participants);
  applyDecision(view.acceptance, message, NOT_NEEDED, decision);
  view.acceptance.setExisting(
    message.message_id,
    existingMessage(message, () => message),
  );
  view.localDomainsOf.set(message.message_id, audience.localDomains);
  return {
    kind: 'stored',
    audience,
    register: decision,
    before,
    registerChanged,
    attachmentOrigins: attachments.origins,
  };
}

/** A message that is here: of a remote sender it may be for one more local domain. */
function judgeAgain(prepared: Prepared, audience: Audience, view: BatchView): Verdict {
  const { message, entry } = prepared;
  const delivered = view.localDomainsOf.get(message.message_id) ?? [];
  const more = audience.localDomains.filter((domain) => !delivered.includes(domain));
  // Even if nobody is here who got it: they were erased since.
  if (entry.origin.kind === 'local' || more.length === 0) return { kind: 'duplicate', audience };
  const nobody = refuseForLackOfRecipients(prepared, audience);
  if (nobody) return rejected(nobody);
  const local = audience.local.filter((address) => more.includes(domainOf(address)));
  const added = { ...audience, local, localDomains: more };
  const tooMany = refuseForGrants(message, added);
  if (tooMany) return rejected(tooMany);
  view.localDomainsOf.set(message.message_id, [...delivered, ...more]);
  return { kind: 'extended', audience: added };
}

function rejected({ code, detail }: Refusal): Verdict {
  return { kind: 'rejected', code, detail };
}

function audienceOf({ entry, domains }: Prepared, view: BatchView): Audience {
  const audience: Audience = { local: [], unknown: [], localDomains: [], remote: new Map() };
  const fromHere = entry.origin.kind === 'local';
  for (const [domain, participants] of domains) {
    if (!view.localDomains.has(domain)) {
      if (fromHere) audience.remote.set(domain, participants);
      continue;
    }
    // A remote server posts once for each domain that it writes to.
    if (!fromHere && entry.destination !== undefined && entry.destination !== domain) continue;
    audience.localDomains.push(domain);
    for (const participant of participants) {
      (view.users.has(participant) ? audience.local : audience.unknown).push(participant);
    }
  }
  return audience;
}

/** Whether it comes from whom it may, to where it says. */
function refuseForOrigin({ message, entry }: Prepared, audience: Audience): Refusal | undefined {
  if (entry.origin.kind === 'local') {
    const { user } = entry.origin;
    if (user === message.sender && audience.local.includes(user)) return undefined;
    return { code: 'unauthorized', detail: 'sender: not the user who sends' };
  }
  if (domainOf(message.sender) !== entry.origin.domain)
    return { code: 'sender_domain_mismatch', detail: 'sender: not of the domain that posts' };
  return audience.localDomains.length > 0
    ? undefined
    : { code: 'invalid_request', detail: 'participants: nobody is of the destination' };
}

function refuseForLackOfRecipients({ entry }: Prepared, audience: Audience): Refusal | undefined {
  if (entry.origin.kind === 'local') {
    const reached = audience.remote.size > 0 || audience.local.length > 1;
    return reached ? undefined : { code: 'unknown_recipient', detail: 'participants: nobody but the sender exists' };
  }
  return audience.local.length > 0
    ? undefined
    : { code: 'unknown_recipient', detail: 'participants: nobody of the destination exists' };
}

function refuseForGrants({ attachments = [] }: Message, { local, remote }: Audience): Refusal | undefined {
  const readers = local.length + remote.size;
  if (attachments.length * readers <= MAX_GRANTS) return undefined;
  const detail = `attachments: ${attachments.length} for ${readers} users and domains; their product may be ${MAX_GRANTS}`;
  return { code: 'too_large', detail };
}

/** Origins of the attachments; grants them in the view to those who get the message. */
function resolveAttachments(
  { message, entry }: Prepared,
  audience: Audience,
  view: BatchView,
): { origins: string[] } | Refusal {
  const origins: string[] = [];
  const refs = message.attachments ?? [];
  for (const ref of refs) {
    if (entry.origin.kind === 'remote') {
      const refusal = view.attachments.refuseRemote(entry.origin.domain, ref);
      if (refusal) return refusal;
      origins.push(entry.origin.domain);
      continue;
    }
    const resolved = view.attachments.resolveLocal(message.sender, ref);
    if ('code' in resolved) return resolved;
    origins.push(resolved.origin);
  }
  return { origins };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
