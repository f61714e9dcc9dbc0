#!/usr/bin/env node
import { parseOptions } from './options.js';
import { startStandalone, type Standalone } from './standalone.js';

const say = (fields: object): void => void process.stdout.write(`${JSON.stringify(fields)}\n`);
let running: Standalone | undefined;
let ending: Promise<void> | undefined;

/** Stops once, whatever asks for it first; a second signal does not wait. */
function end(code: number, reason?: string): void {
  if (ending) return;
  if (reason) process.stderr.write(`iimp: ${reason}\n`);
  ending = (running?.stop() ?? Promise.resolve()).then(
    () => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`iimp: ${String(error)}\n`);
      process.exit(1);
    },
  );
}

const starting = startStandalone(parseOptions(process.argv.slice(2)), process.env, (reason) => end(1, reason));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A start is not interrupted half way: what has started knows best how to stop.
  process.on(
    signal,
    () =>
      void starting.then(
        () => end(0),
        () => undefined,
      ),
  );
}
process.on('uncaughtException', (error) => end(1, error.stack));
process.on('unhandledRejection', (error) => end(1, String(error instanceof Error ? error.stack : error)));
try {
  running = await starting;
  say({
    event: 'ready',
    api: running.api,
    federation: running.federation,
    admin: running.admin,
    data: running.data,
  });
} catch (error) {
  process.stderr.write(`iimp: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
