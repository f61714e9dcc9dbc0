#!/usr/bin/env node
import { told } from './errors.js';
import { createProgram } from './program.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  console.error(`iimpctl: ${told(error)}`);
  process.exitCode = 1;
}
