#!/usr/bin/env node
import { cleanUpOnSignals } from '@iimp/testbed/cleanup';
import { Command } from 'commander';
import { describeWorld, openWorld } from './open-world.js';

const options = new Command('cluster')
  .description('Starts two organizations as clusters on this machine and keeps them running.')
  .option('--replicas <n>', 'processes of each service')
  .option('--data <dir>', 'folder for logs and certificates')
  .parse()
  .opts<{ replicas?: string; data?: string }>();

cleanUpOnSignals();
try {
  const world = await openWorld({ ...options, cluster: true }, (text) => console.log(text));
  const [one, two] = world.organizations;
  await one?.addUser('alice');
  await two?.addUser('bob');
  console.log(`\n${describeWorld(world)}\n\nRunning until Ctrl-C.`);
  setInterval(() => undefined, 3_600_000);
} catch (error) {
  console.error(`cluster: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
