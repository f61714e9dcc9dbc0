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
import type { MessageAttachment } from '@iimp/crypto/attachment';
import { ready } from '@iimp/crypto/ready';
import { UserSecret } from '@iimp/crypto/secret';
import { type Download, download, type Upload, upload } from './attachments.js';
import { compose, type Composition, type Draft, type RecipientOptions } from './compose.js';
import {
  ApiError,
  type IdentityChangedError,
  isPassing,
  OtherKeysPublishedError,
  ParticipantsChangedError,
  UnsentError,
} from './errors.js';
import { Http, type HttpOptions, pause, waitAskedFor } from './http.js';
import { KeyDirectory } from './keys.js';
import { type Followed, isSameUsers, laterThan, membersAfter } from './members.js';
import { hasKeys, isCurrent, nextDocument } from './own-keys.js';
import { MemoryPinStore, type PinStore } from './pins.js';
import { type HistoryPage, openMessage, openPage, type SyncPage, throwIfKeysAreAway } from './received.js';
import { type Sent, sentOf } from './sent.js';
import { Session, type SessionOptions } from './session.js';

export type { Sent } from './sent.js';

export interface ClientOptions extends HttpOptions {
  user: string;
  password: string;
  /** Told of each refresh token, to be kept where only its owner reads it: `resume` takes the last one. A promise is waited for. */
  onRefreshToken?: (token: string) => void | Promise<void>;
  /** The user's private keys; made when left out, and then to be kept: `client.secret.export()`. */
  secret?: UserSecret;
  /** Identities seen before; in memory by default. */
  pins?: PinStore;
  onIdentityChange?: (change: IdentityChangedError) => void;
  now?: () => number;
}

export type ResumeOptions = Omit<ClientOptions, 'password'> & { refreshToken: string };

export interface ReplyOptions extends RecipientOptions {
  attachments?: readonly MessageAttachment[];
  /** Writes to these in place of those of now: to `current` of a ParticipantsChangedError, say, when the user wants that. */
  to?: readonly string[];
}

export interface EditOptions extends RecipientOptions {
  /**
   * Sends it to the participants of the original even if the conversation has others by now. It makes them those of the
   * conversation again: the newest message says who they are (profile §5).
   */
  toOriginalParticipants?: boolean;
}

/** A page of a list. */
export interface PageOptions {
  /** What comes after the one with this id; from the newest on when left out. */
  before?: string;
  limit?: number;
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
    const { address } = parseAddress(options.user);
    return IimpClient.over(await Session.open(sessionOptions(options), address, options.password), options);
  }

  /** Goes on with a log-in of before, without the password. Throws ApiError `invalid_credentials` when it is over, NetworkError. */
  static async resume(options: ResumeOptions): Promise<IimpClient> {
    return IimpClient.over(await Session.resume(sessionOptions(options), options.refreshToken), options);
  }

  private static async over(session: Session, options: Omit<ClientOptions, 'password'>): Promise<IimpClient> {
    await ready();
    const { address } = parseAddress(options.user);
    const { now = Date.now } = options;
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

  /**
   * Publishes the public halves of this client's keys (profile §3), unless they are published already. Throws OtherKeysPublishedError when the
   * account has others: those of a device whose secret is not here. `replace` puts these in the place of any: that device opens nothing new
   * then, and with another identity nobody writes to the user before accepting it.
   */
  async publishKeys({ replace = false }: { replace?: boolean } = {}): Promise<UserKeysDocument> {
    const { keys } = await this.account();
    if (keys && !replace) {
      if (!hasKeys(this.secret, keys)) throw new OtherKeysPublishedError(keys);
      if (await isCurrent(this.secret, keys)) return keys;
    }
    const json = nextDocument(this.secret, keys, this.now());
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

  /**
   * A finished message, for `post`: kept until that succeeds, it is sent once, whatever happens between. Throws UnreachableRecipientsError,
   * IdentityChangedError, and what keeps keys from being had.
   */
  async prepare(draft: Draft): Promise<Message> {
    const last = draft.conversationId === undefined ? undefined : await this.lastOf(draft.conversationId);
    return this.compose({ ...draft, type: 'text', reference: null, last });
  }

  /** Throws as `prepare` does, and UnsentError when it is not known whether it was sent. */
  async send(draft: Draft): Promise<Sent> {
    return this.dispatch(await this.prepare(draft));
  }

  /**
   * A further message to everybody who is in the conversation of another by now. Throws ParticipantsChangedError when the server names others than
   * the members' own messages, `to` being the first of them, or when nobody can be held to `to`: nobody reads along because a server says so.
   */
  async reply(to: Message, text: string, options: ReplyOptions = {}): Promise<Sent> {
    const conversationId = to.conversation_id;
    const { participants, last_message_id: last } = await this.conversation(conversationId);
    if (!options.to && !(await this.isByMembers(participants, to)))
      throw new ParticipantsChangedError(conversationId, to.participants, participants);
    const draft = { ...options, to: options.to ?? participants, text, conversationId };
    return this.dispatch(await this.compose({ ...draft, type: 'text', reference: null, last }));
  }

  /**
   * Replaces the text of an own message; at most three times (spec §5). Throws ApiError `edit_limit_exceeded`, `invalid_edit`, and
   * ParticipantsChangedError: who came later does not have the original, and whom the original names may have left.
   */
  async edit(original: Followed, text: string, options: EditOptions = {}): Promise<Sent> {
    const { participants: to, conversation_id: conversationId, message_id: reference } = original;
    const { participants, last_message_id: last } = await this.conversation(conversationId);
    if (!options.toOriginalParticipants && !isSameUsers(to, participants))
      throw new ParticipantsChangedError(conversationId, to, participants);
    const { withoutUnreachable } = options;
    const edit = { to, text, conversationId, reference, last, ...(withoutUnreachable && { withoutUnreachable }) };
    return this.dispatch(await this.compose({ ...edit, type: 'edit' }));
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
        await pause(Math.max(POLL_PAUSE_MS, waitAskedFor(error)), options.signal).catch(() => undefined);
        continue;
      }
      cursor = page.nextCursor;
      if (page.messages.length > 0 || page.notices.length > 0) yield page;
    }
  }

  /** The one with the newest message first. With `has_more` it goes on `before` the last `last_message_id`. */
  conversations(options: PageOptions = {}): Promise<ConversationList> {
    return this.session.json({ method: 'GET', path: `conversations?${pageQuery(options, 100)}`, repeatable: true });
  }

  conversation(id: string): Promise<ConversationSummary> {
    return this.session.json({ method: 'GET', path: `conversations/${encodeURIComponent(id)}`, repeatable: true });
  }

  /** Messages of a conversation, the newest first. With `hasMore` it goes on `before` the last one, however few they are. */
  async history(id: string, options: PageOptions = {}): Promise<HistoryPage> {
    const path = `conversations/${encodeURIComponent(id)}/messages?${pageQuery(options, 50)}`;
    const page = await this.session.json<MessagePage>({ method: 'GET', path, repeatable: true });
    const messages = await Promise.all(page.messages.map((message) => openMessage(message, this.secret, this.keys)));
    return { messages, hasMore: page.has_more };
  }

  /** How far a sent message came, by domain. */
  deliveries(messageId: string): Promise<DeliveryReport> {
    const path = `messages/${encodeURIComponent(messageId)}/deliveries`;
    return this.session.json({ method: 'GET', path, repeatable: true });
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

  /** Hands a finished message to the home server. Its id makes that safe to repeat: the first is kept, the rest are duplicates. */
  async post(message: Message): Promise<Sent> {
    const posting = { method: 'POST', path: 'messages', json: message, repeatable: true } as const;
    return sentOf(message, await this.session.request(posting));
  }

  private async dispatch(message: Message): Promise<Sent> {
    try {
      return await this.post(message);
    } catch (error) {
      throw isPassing(error) ? new UnsentError(message, error) : error;
    }
  }

  private compose(composition: Composition): Promise<Message> {
    return compose(composition, { sender: this.secret, keys: this.keys, now: this.now });
  }

  /** The newest message of a conversation; undefined of one that is not here yet. */
  private async lastOf(conversationId: string): Promise<string | undefined> {
    try {
      return (await this.conversation(conversationId)).last_message_id;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /**
   * Whether these are the participants of a message that its sender signed, or of what its members made of it since. Throws what keeps a
   * sender's keys from being had, if that passes: who may have changed them can be told then.
   */
  private async isByMembers(participants: readonly string[], from: Message): Promise<boolean> {
    const opened = await openMessage(from, this.secret, this.keys);
    throwIfKeysAreAway(opened);
    if (opened.content?.verified !== 'verified') return false;
    if (isSameUsers(participants, from.participants)) return true;
    const { messages } = await this.history(from.conversation_id);
    if (isSameUsers(participants, membersAfter(from, messages))) return true;
    laterThan(from, messages).forEach(throwIfKeysAreAway);
    return false;
  }
}

function sessionOptions(options: Omit<ClientOptions, 'password'>): SessionOptions {
  const { now = Date.now, onRefreshToken, secret, user } = options;
  const { address } = parseAddress(user);
  if (secret && secret.address !== address) throw new Error(`the secret is of ${secret.address}, not of ${address}`);
  return { http: new Http(options), now, onRefreshToken };
}

function pageQuery({ before, limit }: PageOptions, otherwise: number): string {
  const query = new URLSearchParams({ limit: String(limit ?? otherwise) });
  if (before !== undefined) query.set('before', before);
  return query.toString();
}

function isAhead(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'cursor_ahead';
}
