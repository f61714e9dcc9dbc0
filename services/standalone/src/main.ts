#!/usr/bin/env node
// Loading the rest takes its time, and SIGHUP ends a process without a handler. What it asks for, a start does anyway.
process.on('SIGHUP', () => undefined);
const { live } = await import('./life.js');
const { parseOptions } = await import('./options.js');
const { startStandalone } = await import('./standalone.js');

const options = parseOptions(process.argv.slice(2));
await live((onFailure) => startStandalone(options, process.env, onFailure));

export {};
