/** A user of IIMP: everything profile §7 offers, end-to-end encrypted. Runs in Node and in browsers. */
import type {
  Account,
  ConversationList,
  ConversationSummary,
  DeliveryReport,
  Message,
  MessagePage,
  SyncResponse,
  UserKeysDocument,
} from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { newId } from '@iimp/protocol/ids';
import { signUserKeys } from '@iimp/crypto/keys';
import type { MessageAttachment } from '@iimp/crypto/attachment';
import { encryptMessage } from '@iimp/crypto/message';
import { ready } from '@iimp/crypto/ready';
import { UserSecret } from '@iimp/crypto/secret';
import { type Download, download, type Upload, upload } from './attachments.js';
import { ApiError, type IdentityChangedError, ParticipantsChangedError } from './errors.js';
import { Http, type HttpOptions, pause } from './http.js';
import { KeyDirectory } from './keys.js';
import { MemoryPinStore, type PinStore } from './pins.js';
import { openMessage, openPage, type OpenedMessage, type SyncPage } from './received.js';
import { Session } from './session.js';

export interface ClientOptions extends HttpOptions {
  user: string;
  password: string;
  /** The user's private keys; made when left out, and then to be kept: `client.secret.export()`. */
  secret?: UserSecret;
  /** Identities seen before; in memory by default. */
  pins?: PinStore;
  onIdentityChange?: (change: IdentityChangedError) => void;
  now?: () => number;
}

/** What is sent: to people, or into a conversation with all its participants. */
export interface Draft {
  /** Everybody but the sender. */
  to: readonly string[];
  text: string;
  attachments?: readonly MessageAttachment[];
  /** A new one begins when left out. */
  conversationId?: string;
}

export interface Sent {
  message: Message;
  status: 'stored' | 'duplicate';
}

/** A message that another one follows. */
export type Followed = Pick<Message, 'message_id' | 'conversation_id' | 'participants'>;

export interface EditOptions {
  /**
   * Sends it to the participants of the original even if the conversation has others by now. It makes them those of the
   * conversation again: the newest message says who they are (profile §5).
   */
  toOriginalParticipants?: boolean;
}

/** After a failed poll, before the next. */
const POLL_PAUSE_MS = 1_000;

export class IimpClient {
  private constructor(
    readonly secret: UserSecret,
    private readonly session: Session,
    private readonly keys: KeyDirectory,
    private readonly now: () => number,
  ) {}

  /** Throws ApiError `invalid_credentials`, NetworkError. */
  static async login(options: ClientOptions): Promise<IimpClient> {
    await ready();
    const { address } = parseAddress(options.user);
    const now = options.now ?? Date.now;
    const session = await Session.open(new Http(options), address, options.password, now);
    const secret = options.secret ?? (await UserSecret.generate(address));
    const pins = options.pins ?? new MemoryPinStore();
    const { onIdentityChange } = options;
    const keys = new KeyDirectory({ session, pins, now, ...(onIdentityChange ? { onIdentityChange } : {}) });
    return new IimpClient(secret, session, keys, now);
  }

  get address(): string {
    return this.secret.address;
  }

  account(): Promise<Account> {
    return this.session.json({ method: 'GET', path: 'account', repeatable: true });
  }

  /** Publishes the public halves of this client's keys (profile §3). */
  publishKeys(): Promise<UserKeysDocument> {
    const json = signUserKeys(this.secret, this.now());
    return this.session.json({ method: 'PUT', path: 'account/keys', json, repeatable: true });
  }

  /** Verified keys of anybody; see KeyDirectory. */
  keysOf(user: string): Promise<UserKeysDocument> {
    return this.keys.keysOf(user);
  }

  /** Trusts another identity key of a user after its owner confirmed it; see KeyDirectory. */
  acceptIdentity(user: string, offered: string): Promise<UserKeysDocument> {
    return this.keys.acceptIdentity(user, offered);
  }

  send(draft: Draft): Promise<Sent> {
    return this.compose({ ...draft, type: 'text', reference: null });
  }

  /** A further message to everybody who is in the conversation of another by now. */
  async reply(to: Followed, text: string, attachments: readonly MessageAttachment[] = []): Promise<Sent> {
    const { participants } = await this.conversation(to.conversation_id);
    return this.send({ to: participants, text, attachments, conversationId: to.conversation_id });
  }

  /**
   * Replaces the text of an own message; at most three times (spec §5). Throws ApiError `edit_limit_exceeded`, `invalid_edit`, and
   * ParticipantsChangedError: who came later does not have the original, and whom the original names may have left.
   */
  async edit(original: Followed, text: string, options: EditOptions = {}): Promise<Sent> {
    const { participants: to, conversation_id: conversationId, message_id: reference } = original;
    if (!options.toOriginalParticipants) {
      const { participants } = await this.conversation(conversationId);
      if (!isSameUsers(to, participants)) throw new ParticipantsChangedError(conversationId, to, participants);
    }
    return this.compose({ to, text, conversationId, type: 'edit', reference });
  }

  /** One page after `cursor`, held up to `waitSeconds` until there is one. */
  async sync(options: {
    cursor: number;
    limit?: number;
    waitSeconds?: number;
    signal?: AbortSignal;
  }): Promise<SyncPage> {
    const { cursor, limit = 100, waitSeconds = 0, signal } = options;
    const page = await this.session.json<SyncResponse>({
      method: 'GET',
      path: `sync?cursor=${cursor}&limit=${limit}&wait=${waitSeconds}`,
      repeatable: true,
      holdMs: waitSeconds * 1_000,
      ...(signal ? { signal } : {}),
    });
    return openPage(page, this.secret, this.keys);
  }

  /**
   * Pages from `cursor` on, as they come, until the signal. Goes on after temporary failures. When the mailbox ends before the cursor (it was
   * restored from a backup), it is read from its beginning: messages that were seen before come again, and their ids tell.
   */
  async *updates(options: { cursor: number; signal: AbortSignal }): AsyncGenerator<SyncPage> {
    for (let cursor = options.cursor; !options.signal.aborted;) {
      let page: SyncPage;
      try {
        page = await this.sync({ cursor, waitSeconds: 30, signal: options.signal });
      } catch (error) {
        if (options.signal.aborted) return;
        if (isAhead(error)) {
          cursor = 0;
          continue;
        }
        if (!isPassing(error)) throw error;
        await pause(POLL_PAUSE_MS, options.signal).catch(() => undefined);
        continue;
      }
      cursor = page.nextCursor;
      if (page.messages.length > 0 || page.notices.length > 0) yield page;
    }
  }

  conversations(): Promise<ConversationList> {
    return this.session.json({ method: 'GET', path: 'conversations', repeatable: true });
  }

  conversation(id: string): Promise<ConversationSummary> {
    return this.session.json({ method: 'GET', path: `conversations/${id}`, repeatable: true });
  }

  /** Messages of a conversation before one of them, the newest first. */
  async history(id: string, options: { before?: string; limit?: number } = {}): Promise<OpenedMessage[]> {
    const query = new URLSearchParams({ limit: String(options.limit ?? 50) });
    if (options.before !== undefined) query.set('before', options.before);
    const path = `conversations/${id}/messages?${query.toString()}`;
    const page = await this.session.json<MessagePage>({ method: 'GET', path, repeatable: true });
    return Promise.all(page.messages.map((message) => openMessage(message, this.secret, this.keys)));
  }

  /** How far a sent message came, by domain. */
  deliveries(messageId: string): Promise<DeliveryReport> {
    return this.session.json({ method: 'GET', path: `messages/${messageId}/deliveries`, repeatable: true });
  }

  uploadAttachment(file: Upload): Promise<MessageAttachment> {
    return upload(this.session, file);
  }

  downloadAttachment(file: MessageAttachment, options: Download = {}): AsyncGenerator<Uint8Array> {
    return download(this.session, file, options);
  }

  logout(): Promise<void> {
    return this.session.close();
  }

  private async compose(draft: Draft & { type: Message['type']; reference: string | null }): Promise<Sent> {
    const others = [...new Set(draft.to.map((user) => parseAddress(user).address))].filter(
      (user) => user !== this.address,
    );
    const recipients = await Promise.all(others.map((user) => this.keys.keysOf(user)));
    const timestamp = this.now();
    const message = await encryptMessage({
      sender: this.secret,
      message_id: newId(timestamp),
      conversation_id: draft.conversationId ?? newId(timestamp),
      timestamp,
      type: draft.type,
      reference: draft.reference,
      text: draft.text,
      attachments: draft.attachments ?? [],
      recipients,
    });
    return this.post(message);
  }

  /** Hands a finished message to the home server. Its id makes that safe to repeat: the first is kept, the rest are duplicates. */
  async post(message: Message): Promise<Sent> {
    const answer = await this.session.request({ method: 'POST', path: 'messages', json: message, repeatable: true });
    return { message, status: answer.status === 201 ? 'stored' : 'duplicate' };
  }
}

function isSameUsers(some: readonly string[], others: readonly string[]): boolean {
  const list = (users: readonly string[]): string =>
    users
      .map((user) => parseAddress(user).address)
      .sort()
      .join();
  return list(some) === list(others);
}

function isAhead(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'cursor_ahead';
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'NetworkError' || (error as { temporary?: boolean }).temporary === true)
  );
}
