/**
 * The topology: every pattern that services say to each other, what kind it is, and its messages. It is the whole
 * contract between services besides the database; `proto/asyncapi.yaml` tells the same to people and is tested against it.
 *
 * - `job`: done by exactly one of the consumers at a time, kept until its handler succeeds, quarantined after too many failures.
 * - `fanout`: reaches every consumer that listens at that moment; nothing is kept for those who do not.
 * - `rpc`: one consumer answers.
 */
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import {
  AttachmentFetchSchema,
  DeliveryHereSchema,
  DeliveryWakeSchema,
  DomainsChangedSchema,
  MailboxGrownSchema,
  PeerHeardSchema,
  PolicyChangedSchema,
  ResolveReplySchema,
  ResolveRequestSchema,
  UserKeysReplySchema,
  UserKeysRequestSchema,
} from '@iimp/proto/broker';

/** What the table says of one pattern. */
export interface PatternSpec {
  readonly kind: 'job' | 'fanout' | 'rpc';
  readonly schema: DescMessage;
  readonly reply?: DescMessage;
  /** The service that consumes it, and so declares its queue. */
  readonly owner: 'api' | 'federation' | 'delivery' | 'discovery' | 'attachments' | 'every';
}

/** All patterns. */
export const TOPOLOGY = {
  'delivery.wake': { kind: 'fanout', schema: DeliveryWakeSchema, owner: 'delivery' },
  'delivery.here': { kind: 'fanout', schema: DeliveryHereSchema, owner: 'delivery' },
  'delivery.heard': { kind: 'job', schema: PeerHeardSchema, owner: 'delivery' },
  'attachments.fetch': { kind: 'job', schema: AttachmentFetchSchema, owner: 'attachments' },
  'mailbox.grown': { kind: 'fanout', schema: MailboxGrownSchema, owner: 'api' },
  'policy.changed': { kind: 'fanout', schema: PolicyChangedSchema, owner: 'every' },
  'domains.changed': { kind: 'fanout', schema: DomainsChangedSchema, owner: 'every' },
  'discovery.resolve': { kind: 'rpc', schema: ResolveRequestSchema, reply: ResolveReplySchema, owner: 'discovery' },
  'discovery.user-keys': { kind: 'rpc', schema: UserKeysRequestSchema, reply: UserKeysReplySchema, owner: 'discovery' },
} as const satisfies Record<string, PatternSpec>;

type Topology = typeof TOPOLOGY;

/** Name of a pattern. */
export type Pattern = keyof Topology;
type OfKind<K extends PatternSpec['kind']> = { [P in Pattern]: Topology[P]['kind'] extends K ? P : never }[Pattern];
export type JobPattern = OfKind<'job'>;
export type FanoutPattern = OfKind<'fanout'>;
/** Patterns that are emitted: nobody answers. */
export type EventPatternName = JobPattern | FanoutPattern;
/** Patterns that are asked. */
export type RpcPattern = OfKind<'rpc'>;

/** What a sender gives: the fields of the message, those left out are default. */
export type Outgoing<P extends Pattern> = MessageInitShape<Topology[P]['schema']>;
/** What a handler gets. */
export type Incoming<P extends Pattern> = MessageShape<Topology[P]['schema']>;
/** What a request resolves to. */
export type Reply<P extends RpcPattern> = MessageShape<Topology[P]['reply']>;
/** What the handler of a request returns. */
export type ReplyInit<P extends RpcPattern> = MessageInitShape<Topology[P]['reply']>;

/** Is this the name of a pattern of the table? */
export function isPattern(name: string): name is Pattern {
  return Object.hasOwn(TOPOLOGY, name);
}

/** The row of a pattern, as the general type. */
export function specOf(pattern: Pattern): PatternSpec {
  return TOPOLOGY[pattern];
}
