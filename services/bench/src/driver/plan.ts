/** What the driver is told to do. It runs in a process of its own, so all of it is plain data. */
import type { Percentiles } from '../measure/latency.js';

/** A user as a client knows itself. */
export interface Account {
  address: string;
  /** `http://host:port` */
  apiUrl: string;
  /** Access token. */
  token: string;
}

export interface Receiver extends Account {
  /** Long polls (`GET sync`), or a stream of Server-Sent Events (`GET stream`). */
  by: 'poll' | 'stream';
}

/** Messages from senders to receivers, sealed beforehand. */
export interface MessagesPlan {
  kind: 'messages';
  senders: readonly Account[];
  receivers: readonly Receiver[];
  /** By address. Messages go round them in turn. */
  conversations: readonly { sender: string; recipients: readonly string[] }[];
  messages: number;
  /** Messages before the measurement, that open connections and fill caches. */
  warmUp: number;
  bodyBytes: number;
  /** Messages in one request. */
  perRequest: number;
  /** Most messages that are sent and not yet received by everybody; also the senders' connections, so that none waits for one. */
  window: number;
  /** Messages a second, evenly; without it as fast as the window lets. */
  ratePerSecond?: number;
  /** After this long what has not arrived is lost. */
  limitSeconds: number;
  /** Whether the time from the sender's answer to the receipt is told. */
  sinceAnswer?: boolean;
  /** All messages are sent before the clock runs, while the way to their receivers is barred. */
  isBacklog?: boolean;
  /** One message of each conversation is sealed, and the others are that one under other ids: servers cannot tell. */
  copies?: boolean;
}

/**
 * Messages from one organization to many, all of which the driver plays: real HTTPS and real discovery documents, but signatures are
 * taken on trust, and nothing is stored.
 */
export interface PeersPlan {
  kind: 'peers';
  /** Certificate of all of them. */
  certFile: string;
  keyFile: string;
  /** Where those answer that do, and where connections are taken and nothing is said. */
  ports: PeerPorts;
  senders: readonly Account[];
  /** Domains that answer at once. Messages go round them in turn. */
  well: readonly string[];
  /** Domains that answer late or never. */
  troubled: readonly string[];
  /** What each of those has waiting before the clock runs; afterwards it gets one more every ten seconds. */
  troubledEach: number;
  /** How late the late ones are. */
  slowMs: number;
  messages: number;
  /** To each of the domains that are well, before the measurement. */
  warmUpEach: number;
  bodyBytes: number;
  /** Most messages that are sent and not yet taken; also the senders' connections. */
  window: number;
  limitSeconds: number;
  /** All messages are sent before the clock runs, while nothing is delivered. */
  isBacklog?: boolean;
}

export interface PeerPorts {
  well: number;
  hole: number;
}

/** Reads of mailboxes, each user by one request at a time. */
export interface ReadsPlan {
  kind: 'reads';
  readers: readonly Account[];
  /** `first`: everything, from the beginning; `idle`: nothing is new; `busy`: the last ten entries are. */
  what: 'first' | 'idle' | 'busy';
  /** Requests in all; a `first` sync begins again until it has made as many, and is never cut short. */
  requests: number;
}

/** Attachments up at one organization, and down at another. */
export interface AttachmentsPlan {
  kind: 'attachments';
  sender: Account;
  receiver: Account;
  count: number;
  /** Of each. */
  bytes: number;
  /** Transfers at once. */
  parallel: number;
  /** The server takes files as they come and tells no hash of them: a plain copy. */
  isPlain?: boolean;
  limitSeconds: number;
}

/** Connections that wait for what does not come. */
export interface IdlePlan {
  kind: 'idle';
  receivers: readonly Receiver[];
  sender: Account;
  /** Connections in all, going round the receivers. */
  connections: number;
  /** How long nothing happens, before one message goes to everybody. */
  seconds: number;
  limitSeconds: number;
}

/** Messages between users of two XMPP servers: what others do, beside us. */
export interface XmppPlan {
  kind: 'xmpp';
  senders: readonly XmppAccount[];
  /** As many; the first sender writes to the first receiver, and so on. */
  receivers: readonly XmppAccount[];
  messages: number;
  warmUp: number;
  bodyBytes: number;
  window: number;
  ratePerSecond?: number;
  limitSeconds: number;
}

export interface XmppAccount {
  user: string;
  domain: string;
  password: string;
  host: string;
  port: number;
}

export type Plan = MessagesPlan | PeersPlan | ReadsPlan | AttachmentsPlan | IdlePlan | XmppPlan;

/** What came out. */
export interface Outcome {
  /** Messages (or attachments, or reads) that were to be sent. */
  sent: number;
  /** Receipts: a message counts once for each recipient. */
  received: number;
  receiptsExpected: number;
  seconds: number;
  /** From the sending (at a given rate: from when it was due) to the receipt, ms. */
  latencyMs?: Percentiles;
  /** From the sending to the server's answer, ms. */
  answerMs?: Percentiles;
  /** Answers 429 and 503, after which a request was sent again. */
  retries: number;
  /** The first of what went wrong. */
  errors: readonly string[];
  /** More, by name. */
  figures?: Readonly<Record<string, number>>;
}

/** A plan under way. */
export interface Run {
  /** Everything that can be done before the clock runs. */
  prepare(): Promise<void>;
  /** Sends what shall wait before the clock runs. */
  fill?(): Promise<void>;
  /** @param crossed messages of `fill` that are with their receivers' server already */
  run(crossed?: number): Promise<Outcome>;
  close(): Promise<void>;
}
