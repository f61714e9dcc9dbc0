/** What the driver is told to do. It runs in a process of its own, so all of it is plain data. */
import type { Percentiles } from '../measure/latency.js';

/** A user as a client knows itself. */
export interface Account {
  address: string;
  /** `https://host:port` */
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
  /** The authority of the servers' certificates. */
  caPem: string;
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
  /** Most messages that are sent and not yet received by everybody. */
  window: number;
  /** Messages a second, evenly; without it as fast as the window lets. */
  ratePerSecond?: number;
  /** Connections of the senders, for each API. */
  connections: number;
  /** After this long what has not arrived is lost. */
  limitSeconds: number;
}

/** Attachments up at one organization, and down at another. */
export interface AttachmentsPlan {
  kind: 'attachments';
  caPem: string;
  sender: Account;
  receiver: Account;
  count: number;
  /** Of each. */
  bytes: number;
  /** Transfers at once. */
  parallel: number;
  limitSeconds: number;
}

/** Connections that wait for what does not come. */
export interface IdlePlan {
  kind: 'idle';
  caPem: string;
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

export type Plan = MessagesPlan | AttachmentsPlan | IdlePlan | XmppPlan;

/** What came out. */
export interface Outcome {
  /** Messages (or attachments, or connections) that were to be sent. */
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
  run(): Promise<Outcome>;
  close(): Promise<void>;
}
