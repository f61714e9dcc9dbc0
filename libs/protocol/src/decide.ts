/**
 * Whether a server keeps a message (profile §4, §5): pure rules, run inside the transaction that stores it. The caller
 * shows what is stored by a view, and updates it after each message, so that the messages of one transaction are decided
 * in order as if each had its own.
 *
 * In order: an id that is known is a duplicate or a conflict, whatever else has changed since; the sender must be one of the
 * stored participants; an edit must be allowed. A refusal changes nothing.
 */
import type { Message } from '@iimp/proto/types';
import type { Code } from './codes.js';
import { MAX_EDITS } from './limits.js';

/** A stored message, as far as it matters for those that come later. */
export interface ExistingMessage {
  /** SHA-256 of `contentDigestText`. */
  digest: Uint8Array;
  sender: string;
  type: Message['type'];
  conversation_id: string;
}

/** The participants register of a conversation. */
export interface ConversationRegister {
  participants: readonly string[];
  /** The `message_id` that it was taken from: the greatest stored. */
  set_by: string;
}

export interface AcceptanceView {
  existing(messageId: string): ExistingMessage | undefined;
  conversation(conversationId: string): ConversationRegister | undefined;
  /** Stored edits of an original. */
  editCount(originalId: string): number;
}

export interface MutableAcceptanceView extends AcceptanceView {
  setExisting(messageId: string, message: ExistingMessage): void;
  setConversation(conversationId: string, register: ConversationRegister): void;
  setEditCount(originalId: string, count: number): void;
}

export interface Stored {
  status: 'stored';
  /** The register after the message. */
  participants: readonly string[];
  /** The `message_id` that it was taken from: this message's own unless a greater one is stored. */
  set_by: string;
}

export interface Rejected {
  status: 'rejected';
  code: Code;
  detail: string;
}

export type Decision = Stored | { status: 'duplicate' } | Rejected;

const rejected = (code: Code, detail: string): Rejected => ({ status: 'rejected', code, detail });

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Why an edit is refused, if it is (profile §4, "Edits"). */
function refuseEdit(edit: Message, original: string, view: AcceptanceView): Rejected | undefined {
  const stored = view.existing(original);
  if (!stored) return rejected('unknown_reference', 'reference: not here yet');
  if (stored.type === 'edit') return rejected('invalid_edit', 'reference: an edit, not an original');
  if (stored.sender !== edit.sender) return rejected('invalid_edit', 'reference: a message of another sender');
  if (stored.conversation_id !== edit.conversation_id)
    return rejected('invalid_edit', 'reference: a message of another conversation');
  if (view.editCount(original) >= MAX_EDITS)
    return rejected('edit_limit_exceeded', `reference: edited ${MAX_EDITS} times already`);
  return undefined;
}

/**
 * What becomes of a message that passed `checkMessage`.
 * @param digest SHA-256 of its `contentDigestText`
 */
export function decide(incoming: Message, digest: Uint8Array, view: AcceptanceView): Decision {
  const existing = view.existing(incoming.message_id);
  if (existing)
    return sameBytes(existing.digest, digest)
      ? { status: 'duplicate' }
      : rejected('message_id_conflict', 'message_id: stored with other content');
  const register = view.conversation(incoming.conversation_id);
  if (register && !register.participants.includes(incoming.sender))
    return rejected('not_a_participant', 'sender: not among the stored participants of the conversation');
  const refusal = incoming.reference === null ? undefined : refuseEdit(incoming, incoming.reference, view);
  if (refusal) return refusal;
  // UUIDv7s in their one form compare by code unit as their bits do.
  return register && register.set_by > incoming.message_id
    ? { status: 'stored', ...register }
    : { status: 'stored', participants: incoming.participants, set_by: incoming.message_id };
}

/** Makes the view show what a decision stored, so that the next message can be decided. */
export function applyDecision(
  view: MutableAcceptanceView,
  incoming: Message,
  digest: Uint8Array,
  decision: Decision,
): void {
  if (decision.status !== 'stored') return;
  const { message_id, conversation_id, sender, type, reference } = incoming;
  view.setExisting(message_id, { digest, sender, type, conversation_id });
  view.setConversation(conversation_id, { participants: decision.participants, set_by: decision.set_by });
  if (reference !== null) view.setEditCount(reference, view.editCount(reference) + 1);
}

/** A view in memory: of what a transaction has read, or of a whole server in a test. */
export class MemoryAcceptanceView implements MutableAcceptanceView {
  private readonly messages = new Map<string, ExistingMessage>();
  private readonly conversations = new Map<string, ConversationRegister>();
  private readonly edits = new Map<string, number>();

  existing(messageId: string): ExistingMessage | undefined {
    return this.messages.get(messageId);
  }

  conversation(conversationId: string): ConversationRegister | undefined {
    return this.conversations.get(conversationId);
  }

  editCount(originalId: string): number {
    return this.edits.get(originalId) ?? 0;
  }

  setExisting(messageId: string, message: ExistingMessage): void {
    this.messages.set(messageId, message);
  }

  setConversation(conversationId: string, register: ConversationRegister): void {
    this.conversations.set(conversationId, register);
  }

  setEditCount(originalId: string, count: number): void {
    this.edits.set(originalId, count);
  }
}
