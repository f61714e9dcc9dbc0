import type { Message } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import type { IncomingMessage } from './types.js';
import { bytesOf } from './weight.js';

/** A message with what is worked out from it alone, before the transaction. */
export interface Prepared {
  entry: IncomingMessage;
  message: Message;
  /** Participants by domain; domains in order of first mention. */
  domains: ReadonlyMap<string, readonly string[]>;
  /** About what it takes in memory. */
  bytes: number;
}

export function prepare(entry: IncomingMessage): Prepared {
  const { message } = entry;
  const domains = new Map<string, string[]>();
  for (const participant of message.participants) {
    const domain = domainOf(participant);
    const group = domains.get(domain);
    if (group) group.push(participant);
    else domains.set(domain, [participant]);
  }
  return { entry, message, domains, bytes: bytesOf(message) };
}
