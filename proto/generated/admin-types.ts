// Generated from proto/schemas by proto/generate.mjs. Do not edit.

/**
 * Milliseconds since the Unix epoch.
 */
export type Milliseconds = number;
/**
 * UUIDv7 (RFC 9562), lower case, version and variant checked (profile §1).
 */
export type UuidV7 = string;
/**
 * LDH labels, at most 253 characters (profile §1); never an IPv4 address. Any case is taken in, lower case is sent.
 */
export type Domain = string;
/**
 * Name of a signing key inside its domain; printable ASCII that needs no escape in an HTTP structured string.
 */
export type DomainKeyId = string;
/**
 * 32 bytes, base64url without padding, no stray trailing bits.
 */
export type Bytes32 = string;
/**
 * An error code; readers take one that they do not know by the status it came with.
 */
export type AnyCode = string;
/**
 * `local@domain` (profile §1). Any case is taken in; it is compared, stored, signed and sent in lower case.
 */
export type UserAddress = string;
/**
 * First 16 hexadecimal digits of the SHA-256 of a public encryption key (profile §3).
 */
export type EncryptionKeyId = string;
/**
 * 64 bytes, base64url without padding, no stray trailing bits.
 */
export type Bytes64 = string;

/**
 * Who changed what, newest first.
 */
export interface AdminAuditPage {
  entries: {
    id: number;
    at: Milliseconds;
    actor: string;
    action: string;
    subject: string;
    detail: {};
  }[];
  /**
   * `before` of the next page; null: that was all.
   */
  next: number | null;
}
/**
 * Proof that a domain took a message (profile §6.1): the signed request, the signed answer, the public keys of both. Every value in it is covered by a signature or compared with something that is.
 */
export interface DeliveryProof {
  format: 'iimp-delivery-proof-v1';
  message_id: UuidV7;
  domain: Domain;
  request: {
    method: string;
    authority: string;
    path: string;
    headers: {
      'iimp-destination': string;
      'content-type': string;
      'content-digest': string;
      'signature-input': string;
      signature: string;
    };
    body: string;
  };
  response: {
    status: number;
    headers: {
      'content-digest': string;
      'signature-input': string;
      signature: string;
    };
    body: string;
  };
  keys: {
    /**
     * Of the sender's domain: it signed the request.
     */
    origin: {
      key_id: DomainKeyId;
      public_key: Bytes32;
    };
    /**
     * Of the receiving domain: it signed the receipt.
     */
    receiver: {
      key_id: DomainKeyId;
      public_key: Bytes32;
    };
  };
}
/**
 * What became of an act.
 */
export interface AdminDestinationChange {
  domain: Domain;
  /**
   * false: there was nothing to do.
   */
  changed: boolean;
}
/**
 * Delivery to a domain, with its recent attempts.
 */
export interface AdminDestinationDetail {
  domain: Domain;
  /**
   * `down`: its last attempts failed.
   */
  state: 'up' | 'down' | 'paused';
  /**
   * Messages that wait.
   */
  backlog: number;
  /**
   * When the oldest of them was accepted.
   */
  oldest_at: Milliseconds | null;
  /**
   * In a row.
   */
  failures: number;
  down_since: Milliseconds | null;
  /**
   * While it is down: when it is tried again.
   */
  next_attempt_at: Milliseconds | null;
  last_error: {
    code: AnyCode;
    detail: string;
    at: Milliseconds;
  } | null;
  last_success_at: Milliseconds | null;
  /**
   * Who delivers to it now.
   */
  leases: {
    shard: number;
    worker: string;
    expires_at: Milliseconds;
  }[];
  /**
   * The last ones that failed or brought it back, newest first.
   */
  attempts: {
    at: Milliseconds;
    outcome: 'failed' | 'recovered';
    code: string | null;
    detail: string | null;
    /**
     * Of what recovered: how long it was away, 24 days at most.
     */
    duration_ms: number | null;
  }[];
}
/**
 * Destinations by domain.
 */
export interface AdminDestinationList {
  destinations: AdminDestination[];
  /**
   * Where the next page begins (`after`); null: that was all.
   */
  next: Domain | null;
}
/**
 * Delivery to a domain.
 */
export interface AdminDestination {
  domain: Domain;
  /**
   * `down`: its last attempts failed.
   */
  state: 'up' | 'down' | 'paused';
  /**
   * Messages that wait.
   */
  backlog: number;
  /**
   * When the oldest of them was accepted.
   */
  oldest_at: Milliseconds | null;
  /**
   * In a row.
   */
  failures: number;
  down_since: Milliseconds | null;
  /**
   * While it is down: when it is tried again.
   */
  next_attempt_at: Milliseconds | null;
  last_error: {
    code: AnyCode;
    detail: string;
    at: Milliseconds;
  } | null;
  last_success_at: Milliseconds | null;
  /**
   * Who delivers to it now.
   */
  leases: {
    shard: number;
    worker: string;
    expires_at: Milliseconds;
  }[];
}
/**
 * The public half of a signing key of a local domain.
 */
export interface AdminDomainKey {
  domain: Domain;
  key_id: DomainKeyId;
  public_key: Bytes32;
  /**
   * `active` signs, `accepted` is published and still valid, `retired` is history.
   */
  state: 'active' | 'accepted' | 'retired';
  /**
   * Until when it is accepted; null: without end.
   */
  expires_at: Milliseconds | null;
  created_at: Milliseconds;
}
/**
 * Every domain that is served here.
 */
export interface AdminDomainList {
  domains: AdminDomain[];
}
/**
 * A domain that is served here.
 */
export interface AdminDomain {
  domain: Domain;
  created_at: Milliseconds;
  /**
   * The one that signs first.
   */
  keys: AdminDomainKey[];
}
/**
 * A portion of an erasure.
 */
export interface AdminErase {
  /**
   * `next` of the portion before; left out: the first one. Whatever it is, nothing is taken for erased that is not.
   */
  after?: number;
}
/**
 * Erased users by address.
 */
export interface AdminErasedList {
  users: AdminErasedUser[];
  /**
   * Where the next page begins (`after`); null: that was all.
   */
  next: UserAddress | null;
}
/**
 * An address that is not given out again.
 */
export interface AdminErasedUser {
  user: UserAddress;
  actor: string;
  begun_at: Milliseconds;
  /**
   * Null: rows of the user are left.
   */
  finished_at: Milliseconds | null;
}
/**
 * What a portion of an erasure did, and whether there is more.
 */
export interface AdminErasure {
  user: UserAddress;
  /**
   * `running`: ask again, with `next`. `waiting`: messages are still to be delivered to other domains, and the services go on after that.
   */
  state: 'running' | 'waiting' | 'erased';
  /**
   * Messages that wait for other domains.
   */
  waiting: number;
  /**
   * Rows by table that this request removed.
   */
  removed: {
    [k: string]: number;
  };
  /**
   * Where the next portion begins (`after`); null: there is none.
   */
  next: number | null;
}
/**
 * Who asks.
 */
export interface AdminIdentity {
  /**
   * Who holds it: the audit log names it.
   */
  name: string;
  /**
   * A viewer sees, an operator also acts on what runs, an admin also changes who and what is served.
   */
  role: 'viewer' | 'operator' | 'admin';
  expires_at: Milliseconds;
}
/**
 * An accepted key is to sign.
 */
export interface AdminKeyActivation {
  /**
   * For how many days the key that signed until now stays accepted; default 7.
   */
  overlap_days?: number;
}
/**
 * A new token. Its secret is shown once.
 */
export interface AdminMadeToken {
  /**
   * Who holds it: the audit log names it.
   */
  name: string;
  /**
   * A viewer sees, an operator also acts on what runs, an admin also changes who and what is served.
   */
  role: 'viewer' | 'operator' | 'admin';
  created_at: Milliseconds;
  expires_at: Milliseconds;
  /**
   * To the minute.
   */
  last_used_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
  /**
   * The secret.
   */
  token: string;
}
/**
 * A domain to serve. Its first signing key is made here, or is the one given.
 */
export interface AdminNewDomain {
  domain: Domain;
  /**
   * Name of the key inside its domain; also the name of its file.
   */
  key_id?: string;
  public_key?: Bytes32;
}
/**
 * A further signing key of a domain.
 */
export interface AdminNewKey {
  /**
   * Name of the key inside its domain; also the name of its file.
   */
  key_id: string;
  public_key?: Bytes32;
  /**
   * Whether it signs from now on (default), or is only published and accepted.
   */
  activate?: boolean;
  /**
   * For how many days the key that signed until now stays accepted; default 7.
   */
  overlap_days?: number;
}
/**
 * A token for an operator.
 */
export interface AdminNewToken {
  /**
   * Who holds it: the audit log names it.
   */
  name: string;
  /**
   * A viewer sees, an operator also acts on what runs, an admin also changes who and what is served.
   */
  role: 'viewer' | 'operator' | 'admin';
  /**
   * Default 90.
   */
  expires_in_days?: number;
}
/**
 * A user of a local domain.
 */
export interface AdminNewUser {
  user: UserAddress;
  password: string;
}
/**
 * A portion of the search for objects that no row names.
 */
export interface AdminOrphanSearch {
  /**
   * Remove what is found.
   */
  remove?: boolean;
  /**
   * Only objects that are older; default 24: what is being uploaded is younger.
   */
  min_age_hours?: number;
  /**
   * `next` of the portion before; left out: from the beginning.
   */
  after?: string;
}
/**
 * An object that no row names.
 */
export interface AdminOrphan {
  key: string;
  size: number;
  modified_at: Milliseconds;
}
/**
 * What a portion of the search found.
 */
export interface AdminOrphans {
  /**
   * Objects, in this portion.
   */
  looked_at: number;
  orphans: AdminOrphan[];
  /**
   * How many of them were removed.
   */
  removed: number;
  /**
   * Where the next portion begins (`after`); null: that was all.
   */
  next: string | null;
}
/**
 * What a console shows and asks for again every few seconds.
 */
export interface AdminOverview {
  at: Milliseconds;
  backlog: {
    /**
     * That wait for other domains.
     */
    messages: number;
    /**
     * When the oldest of them was accepted.
     */
    oldest_at: Milliseconds | null;
    /**
     * That are known.
     */
    destinations: number;
    down: number;
    paused: number;
  };
  /**
   * Since the statistics of Postgres began. They only grow, and may begin anew: a rate is the difference of two readings.
   */
  counters: {
    /**
     * Messages stored.
     */
    accepted: number;
    /**
     * Deliveries put into queues.
     */
    queued: number;
    /**
     * Deliveries that left their queue: delivered or given up.
     */
    finished: number;
    /**
     * Put into mailboxes.
     */
    entries: number;
  };
  /**
   * Those with trouble or a backlog, the oldest first; at most 50.
   */
  destinations: AdminDestination[];
}
/**
 * A new password.
 */
export interface AdminPassword {
  password: string;
}
/**
 * What is to change of the policy; the rest stays.
 */
export interface AdminPolicyChange {
  /**
   * Who may federate when no list names the domain (spec §11).
   */
  mode?: 'open' | 'allow_list' | 'closed';
  /**
   * Never federate with these.
   *
   * @maxItems 1000
   */
  block?: Domain[];
  /**
   * No longer blocked.
   *
   * @maxItems 1000
   */
  unblock?: Domain[];
  /**
   * May federate in the mode `allow_list`.
   *
   * @maxItems 1000
   */
  allow?: Domain[];
  /**
   * No longer allowed.
   *
   * @maxItems 1000
   */
  disallow?: Domain[];
}
/**
 * Who may federate (spec §11). A block wins over an allowance.
 */
export interface AdminPolicy {
  /**
   * Who may federate when no list names the domain (spec §11).
   */
  mode: 'open' | 'allow_list' | 'closed';
  blocked: Domain[];
  allowed: Domain[];
}
/**
 * How many messages were given up; their senders have notices.
 */
export interface AdminPurge {
  domain: Domain;
  purged: number;
  /**
   * true: the portion's time ended before all was given up. Ask again.
   */
  more?: boolean;
}
/**
 * How many jobs of each kind are in quarantine.
 */
export interface AdminQuarantineCounts {
  patterns: {
    /**
     * Kind of job: a pattern of proto/asyncapi.yaml.
     */
    pattern: string;
    messages: number;
  }[];
}
/**
 * Jobs in quarantine, oldest first.
 */
export interface AdminQuarantineList {
  messages: {
    /**
     * Kind of job: a pattern of proto/asyncapi.yaml.
     */
    pattern: string;
    message_id: string;
    reason: 'invalid' | 'failed' | 'undelivered';
    /**
     * What the last failure said.
     */
    error: string;
    attempts: number;
    quarantined_at: Milliseconds | null;
    /**
     * Of the body.
     */
    bytes: number;
    /**
     * base64.
     */
    body: string;
  }[];
}
/**
 * How many jobs were given back or thrown away.
 */
export interface AdminQuarantineResult {
  /**
   * Kind of job: a pattern of proto/asyncapi.yaml.
   */
  pattern: string;
  messages: number;
}
/**
 * Messages that wait for a destination, oldest first.
 */
export interface AdminQueue {
  messages: {
    message_id: UuidV7;
    sender: UserAddress;
    attempts: number;
    created_at: Milliseconds;
    /**
     * Of one that was put off by itself.
     */
    next_attempt_at: Milliseconds | null;
    last_error: {
      code: string;
      detail: string;
    } | null;
  }[];
}
/**
 * The limits as configured for the admin service (api and federation enforce those of their own configuration), and who has stored most.
 */
export interface AdminQuotas {
  limits: {
    /**
     * The largest attachment.
     */
    attachment_max_bytes: number;
    /**
     * What a user may store where nothing else is set; null: no limit.
     */
    user_storage_bytes: number | null;
    /**
     * null: not limited.
     */
    rate_ip: {
      per_second: number;
      burst: number;
    } | null;
    /**
     * null: not limited.
     */
    rate_user: {
      per_second: number;
      burst: number;
    } | null;
    /**
     * null: not limited.
     */
    rate_domain: {
      per_second: number;
      burst: number;
    } | null;
    /**
     * null: not limited.
     */
    rate_login_user: {
      per_second: number;
      burst: number;
    } | null;
    /**
     * null: not limited.
     */
    rate_login_ip: {
      per_second: number;
      burst: number;
    } | null;
  };
  /**
   * The most first.
   */
  users: {
    user: UserAddress;
    stored_bytes: number;
    attachments: number;
    limit_bytes: number | null;
  }[];
}
/**
 * A portion of what a restored database needs. `run` is made by who asks, the same for all portions: each mailbox skips numbers once in a run.
 */
export interface AdminRestoredRun {
  run: UuidV7;
}
/**
 * What a run did until now.
 */
export interface AdminRestored {
  /**
   * `running`: ask again, with the same `run`.
   */
  state: 'running' | 'done';
  /**
   * That skipped numbers.
   */
  mailboxes: number;
  /**
   * That ended.
   */
  sessions: number;
  /**
   * That ended.
   */
  leases: number;
  /**
   * Of attachments, that begin again.
   */
  fetches: number;
}
/**
 * A portion of the removal of what is older than it is kept.
 */
export interface AdminRetentionRun {
  /**
   * Only say what would be removed.
   */
  dry_run?: boolean;
}
/**
 * What a portion removed, or a run would.
 */
export interface AdminRetention {
  /**
   * `running`: ask again. `planned`: nothing was changed.
   */
  state: 'running' | 'done' | 'planned';
  /**
   * Months that were removed, or would be: `202601`.
   */
  months: string[];
  /**
   * Rows by table that this request removed, or would; of a month that is long, about.
   */
  removed: {
    [k: string]: number;
  };
  oldest_accepted: Milliseconds;
}
/**
 * How many log-ins were ended.
 */
export interface AdminRevoked {
  revoked: number;
}
/**
 * Which messages of a quarantine; all of them when nothing is said.
 */
export interface AdminSelection {
  /**
   * Only these.
   *
   * @minItems 1
   * @maxItems 1000
   */
  message_ids?: string[];
  /**
   * At most so many are looked at.
   */
  limit?: number;
}
/**
 * Log-ins of a user that are alive, the newest first.
 */
export interface AdminSessionList {
  sessions: AdminSession[];
}
/**
 * A log-in that is alive.
 */
export interface AdminSession {
  /**
   * Its id.
   */
  session: string;
  created_at: Milliseconds;
  last_used_at: Milliseconds;
  expires_at: Milliseconds;
}
/**
 * What there is. Numbers of messages and of bytes are estimates where that spares reading all.
 */
export interface AdminStatistics {
  at: Milliseconds;
  schema_version: number;
  domains: number;
  users: {
    total: number;
    disabled: number;
  };
  /**
   * Estimate.
   */
  messages: number;
  /**
   * Estimate.
   */
  conversations: number;
  attachments: {
    count: number;
    /**
     * Local and fetched ones.
     */
    stored_bytes: number;
  };
  database_bytes: number;
  backlog: {
    /**
     * That wait for other domains.
     */
    messages: number;
    /**
     * When the oldest of them was accepted.
     */
    oldest_at: Milliseconds | null;
    /**
     * That are known.
     */
    destinations: number;
    down: number;
    paused: number;
  };
  /**
   * Since the statistics of Postgres began. They only grow, and may begin anew: a rate is the difference of two readings.
   */
  counters: {
    /**
     * Messages stored.
     */
    accepted: number;
    /**
     * Deliveries put into queues.
     */
    queued: number;
    /**
     * Deliveries that left their queue: delivered or given up.
     */
    finished: number;
    /**
     * Put into mailboxes.
     */
    entries: number;
  };
}
/**
 * How much a user may store in attachments.
 */
export interface AdminStorageLimit {
  /**
   * null: what the configuration says.
   */
  limit_bytes: number | null;
}
/**
 * What a user has stored in attachments, and may.
 */
export interface AdminStorage {
  /**
   * Of finished uploads.
   */
  stored_bytes: number;
  /**
   * How many.
   */
  attachments: number;
  /**
   * null: no limit.
   */
  limit_bytes: number | null;
  /**
   * Whether the limit was set for this user or is that of the configuration.
   */
  limit_from: 'user' | 'configuration';
}
/**
 * All tokens, revoked ones too.
 */
export interface AdminTokenList {
  tokens: AdminToken[];
}
/**
 * A token of an operator, without its secret.
 */
export interface AdminToken {
  /**
   * Who holds it: the audit log names it.
   */
  name: string;
  /**
   * A viewer sees, an operator also acts on what runs, an admin also changes who and what is served.
   */
  role: 'viewer' | 'operator' | 'admin';
  created_at: Milliseconds;
  expires_at: Milliseconds;
  /**
   * To the minute.
   */
  last_used_at: Milliseconds | null;
  revoked_at: Milliseconds | null;
}
/**
 * A user with all that is known but messages.
 */
export interface AdminUserDetail {
  user: UserAddress;
  domain: Domain;
  created_at: Milliseconds;
  state: 'enabled' | 'disabled';
  /**
   * The published key document; null before the first.
   */
  keys: UserKeysDocument | null;
  /**
   * Log-ins that are alive.
   */
  sessions: number;
  storage: AdminStorage;
}
/**
 * Public keys of a user, signed by the identity key (profile §3).
 */
export interface UserKeysDocument {
  user: UserAddress;
  identity_key: IdentityKey;
  encryption_key: EncryptionKey;
  updated_at: Milliseconds;
  signature: Bytes64;
}
export interface IdentityKey {
  alg: 'ed25519';
  public_key: Bytes32;
}
/**
 * The key that content keys are encrypted to (profile §3).
 */
export interface EncryptionKey {
  alg: 'x25519' | 'rsa-oaep-256';
  /**
   * x25519: 32 raw bytes. rsa-oaep-256: SPKI DER of 2048 to 4096 bits. base64url.
   */
  public_key: string;
  key_id: EncryptionKeyId;
}
/**
 * Users by address.
 */
export interface AdminUserList {
  users: AdminUser[];
  /**
   * Where the next page begins (`after`); null: that was all.
   */
  next: UserAddress | null;
}
/**
 * A user.
 */
export interface AdminUser {
  user: UserAddress;
  domain: Domain;
  created_at: Milliseconds;
  state: 'enabled' | 'disabled';
}
