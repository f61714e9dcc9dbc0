/**
 * Loaded into server processes by `--profile` (NODE_OPTIONS=--import): SIGUSR2 begins a CPU profile, the next one ends it and writes
 * it, so that only the load is in it and not the start. `--cpu-prof` itself is refused in NODE_OPTIONS by Node 20.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const folder = process.env['IIMP_BENCH_PROFILES'];
const session = new Session();
let isRunning = false;

if (folder !== undefined) {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 500 });
  process.on('SIGUSR2', () => {
    if (isRunning) stop(folder);
    else session.post('Profiler.start');
    isRunning = !isRunning;
  });
}

function stop(into: string): void {
  session.post('Profiler.stop', (error, result) => {
    if (error) return;
    const service = /.*services\/([^/]+)\//.exec(process.argv[1] ?? '')?.[1] ?? 'node';
    writeFileSync(join(into, `${service}-${process.pid}-${Date.now()}.cpuprofile`), JSON.stringify(result.profile));
  });
}
