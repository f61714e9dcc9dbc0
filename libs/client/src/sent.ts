import type { FederationResult, Message } from '@iimp/proto/types';
import { NetworkError } from './errors.js';

/** A message that the home server has. */
export interface Sent {
  message: Message;
  status: 'stored' | 'duplicate';
  /** Participants of the own domain who do not exist there (any more) and so did not get it. Those of other domains are told of by notices. */
  unknownRecipients: readonly string[];
}

/**
 * What became of a posted message. Throws NetworkError for an answer that does not say so: a success of something between here and the server, which
 * has perhaps never seen the message.
 */
export function sentOf(message: Message, answer: Partial<FederationResult> | null): Sent {
  const { message_id, status, unknown_recipients: unknownRecipients = [] } = answer ?? {};
  if (message_id !== message.message_id || (status !== 'stored' && status !== 'duplicate'))
    throw new NetworkError('the answer does not say what became of the message');
  return { message, status, unknownRecipients };
}
