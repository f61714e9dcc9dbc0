#!/usr/bin/env node
import { ProblemError } from '@iimp/protocol/problem';
import { ConfigError } from '@iimp/platform/config/load';
import { MessagingError } from '@iimp/messaging/errors';
import { NoProof } from '@iimp/administration/receipts/proof';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

const EXPECTED = [UsageError, ProblemError, ConfigError, MessagingError, NoProof];

try {
  await createProgram().parseAsync();
} catch (error) {
  const isExpected = EXPECTED.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  console.error(`iimpctl: ${error instanceof NoProof ? 'not proven: ' : ''}${text}`);
  process.exitCode = 1;
}
