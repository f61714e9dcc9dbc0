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
 * What became of a posted message. 201 says that it is stored (profile §7). Another success is of the server only if it names the message: else NetworkError,
 * as of something between here and there, and the server has perhaps never seen it.
 */
export async function sentOf(message: Message, answer: Response): Promise<Sent> {
  const said = (await answer.json().catch(() => null)) as Partial<FederationResult> | null;
  if (answer.status !== 201 && (said?.message_id !== message.message_id || said.status === undefined))
    throw new NetworkError('the answer does not say what became of the message');
  const { status = 'stored', unknown_recipients: unknownRecipients = [] } = said ?? {};
  return { message, status, unknownRecipients };
}
