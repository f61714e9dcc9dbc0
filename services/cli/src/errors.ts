import { isNativeError } from 'node:util/types';
import { NoProof } from '@iimp/administration/receipts/proof';
import { MessagingError } from '@iimp/messaging/errors';
import { ConfigError } from '@iimp/platform/config/load';
import { wordsOf } from '@iimp/platform/reason';
import { ProblemError } from '@iimp/protocol/problem';
import { SchemaVersionError } from '@iimp/storage/schema-version';
import { printable } from './output.js';
import { UsageError } from './usage-error.js';

const EXPECTED = [UsageError, ProblemError, ConfigError, MessagingError, NoProof, SchemaVersionError];

/** Of the system, for a host, a port or a file; of Postgres, for a role, a password, a database or a right (SQLSTATE). */
const REFUSALS = /^(?:E[A-Z]{3,}|28...|3D...|42501|5[37]...)$/;

/** What a person is told of an error: what is wrong and why; of a mistake of ours, where it was made. */
export function told(error: unknown): string {
  const isExpected = EXPECTED.some((kind) => error instanceof kind) || isRefusal(error);
  const text = isExpected ? withCause(error as Error) : stackOf(error);
  return `${error instanceof NoProof ? 'not proven: ' : ''}${text.split('\n').map(printable).join('\n')}`;
}

/** Whether the system or Postgres refuses what the person at the keyboard has named: the text says what. */
function isRefusal(error: unknown): boolean {
  return isNativeError(error) && REFUSALS.test((error as NodeJS.ErrnoException).code ?? '');
}

function withCause(error: Error): string {
  const message = wordsOf(error);
  if (!(error.cause instanceof Error)) return message;
  const why = wordsOf(error.cause);
  return message.includes(why) ? message : `${message}: ${why}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
