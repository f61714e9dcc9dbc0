#!/usr/bin/env node
import { ProblemError } from '@iimp/protocol/problem';
import { ConfigError } from '@iimp/platform/config/load';
import { UsageError } from './deployment.js';
import { createProgram } from './program.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  const expected = error instanceof UsageError || error instanceof ProblemError || error instanceof ConfigError;
  console.error(`iimpctl: ${expected ? error.message : error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
}
