#!/usr/bin/env node
import { cleanUpOnSignals } from '@iimp/testbed/cleanup';
import { scenario } from '@iimp/testbed/scenario';
import { Command } from 'commander';
import { duration, Narrator } from './narrator.js';
import { describeWorld, openWorld, type WorldChoice } from './open-world.js';

const options = new Command('demo')
  .description('Two organizations, one conversation, from the start to an outage and back.')
  .option('--cluster', 'five processes for each organization over RabbitMQ, Postgres and S3, instead of one')
  .option('--replicas <n>', 'processes of each service, with --cluster')
  .option('--data <dir>', 'keep the data here; a later start goes on with it')
  .option('--keep', 'keep running at the end, with addresses and logins to try')
  .parse()
  .opts<WorldChoice & { keep?: boolean }>();

const narrator = new Narrator((text) => process.stdout.write(text), process.stdout.isTTY);
const say = (text: string): void => narrator.say(text);
cleanUpOnSignals();
const begun = performance.now();

/** Runs the demo. @returns the exit code */
async function demo(): Promise<number> {
  say(`Starting two organizations, ${options.cluster ? 'as clusters' : 'each in one process'}:`);
  const world = await openWorld(options, say);
  try {
    const onProgress = (what: string, done: number, total: number): void => narrator.progress(what, done, total);
    for await (const step of scenario(world, { onProgress })) narrator.step(step);
    say(`\nEverything arrived, once and in order, in ${duration(performance.now() - begun)}.`);
    if (options.keep) {
      say(`\n${describeWorld(world)}\n\nRunning until Ctrl-C.`);
      await new Promise(() => setInterval(() => undefined, 3_600_000));
    }
  } catch (error) {
    say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n${describeWorld(world)}`);
    return 1;
  } finally {
    await world.close();
  }
  return 0;
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
