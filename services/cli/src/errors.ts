import { NoProof } from '@iimp/administration/receipts/proof';
import { MessagingError } from '@iimp/messaging/errors';
import { ConfigError } from '@iimp/platform/config/load';
import { ProblemError } from '@iimp/protocol/problem';
import { printable } from './output.js';
import { UsageError } from './usage-error.js';

const EXPECTED = [UsageError, ProblemError, ConfigError, MessagingError, NoProof];

/** What a person is told of an error: what is wrong and why; of a mistake of ours, where it was made. */
export function told(error: unknown): string {
  const text = EXPECTED.some((kind) => error instanceof kind) ? withCause(error as Error) : stackOf(error);
  return `${error instanceof NoProof ? 'not proven: ' : ''}${text.split('\n').map(printable).join('\n')}`;
}

function withCause({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  // Of a host with several addresses, the error of a connection has a code and no message.
  const why = cause.message || (cause as NodeJS.ErrnoException).code || '';
  return message.includes(why) ? message : `${message}: ${why}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
