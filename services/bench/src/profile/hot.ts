#!/usr/bin/env node
/** Prints what a CPU profile says: `node dist/profile/hot.js FILE…`. Self time by function and by package. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

const SHOWN = 30;

// Under `head`, the rest is not wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

for (const file of process.argv.slice(2)) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let busy = 0;
  for (const [turn, id] of samples.entries()) {
    const frame = frames.get(id);
    const ms = (timeDeltas[turn] ?? 0) / 1_000;
    if (!frame || frame.functionName === '(idle)') continue;
    busy += ms;
    const place = placeOf(frame.url);
    add(functions, `${frame.functionName || '(anonymous)'} ${place}:${frame.lineNumber + 1}`, ms);
    add(packages, frame.url === '' ? frame.functionName : packageOf(frame.url), ms);
  }
  process.stdout.write(`\n${basename(file)}: busy for ${busy.toFixed(0)} ms\n`);
  show('by package', packages, busy);
  show('by function', functions, busy);
}

function add(to: Map<string, number>, name: string, ms: number): void {
  to.set(name, (to.get(name) ?? 0) + ms);
}

function placeOf(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(libs|services)\//, '$1/');
}

function packageOf(url: string): string {
  const place = placeOf(url);
  if (url.startsWith('node:')) return url;
  return place
    .split('/')
    .slice(0, place.startsWith('@') || /^(libs|services)\//.test(place) ? 2 : 1)
    .join('/');
}

function show(title: string, times: ReadonlyMap<string, number>, busy: number): void {
  process.stdout.write(`  ${title}\n`);
  const rows = [...times].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  for (const [name, ms] of rows) process.stdout.write(`  ${((100 * ms) / busy).toFixed(1).padStart(6)} %  ${name}\n`);
}
