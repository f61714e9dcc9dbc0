import { forgetPeak, machineCpu, memoryOf, statOf } from './proc.js';
import { round } from './latency.js';
import type { Kinds } from './processes.js';

export interface Usage {
  /** CPU seconds by kind of process. */
  cpuSeconds: Record<string, number>;
  /** The most memory that a single process of a kind took, MiB. */
  peakMiB: Record<string, number>;
  /** The most that a single process of a kind took beyond what it had when the clock began, MiB. */
  grownMiB?: Record<string, number>;
  /** Cores of the machine that had something to do, on average, the kernel's own work among it. */
  busyCores?: number;
}

const LOOK_MS = 250;

/**
 * CPU and memory of processes that come and go, between `start` and `stop`. A connection that Postgres closes takes its process
 * along: what it used until the last look counts.
 */
export class Meter {
  private readonly seen = new Map<
    number,
    { kind: string; first: number; last: number; peakMiB: number; firstMiB: number }
  >();
  private timer: NodeJS.Timeout | undefined;
  private begun = { at: 0, busySeconds: 0 };

  constructor(
    private readonly kinds: () => Kinds,
    private readonly statOfPid: typeof statOf = statOf,
  ) {}

  start(): void {
    this.look(true);
    this.begun = { at: performance.now(), busySeconds: machineCpu().busySeconds };
    this.timer = setInterval(() => this.look(false), LOOK_MS);
  }

  stop(): Usage {
    clearInterval(this.timer);
    this.look(false);
    const seconds = (performance.now() - this.begun.at) / 1_000;
    const busyCores = round((machineCpu().busySeconds - this.begun.busySeconds) / seconds);
    const cpuSeconds: Record<string, number> = {};
    const peakMiB: Record<string, number> = {};
    const grownMiB: Record<string, number> = {};
    for (const { kind, first, last, peakMiB: peak, firstMiB } of this.seen.values()) {
      cpuSeconds[kind] = (cpuSeconds[kind] ?? 0) + last - first;
      peakMiB[kind] = Math.max(peakMiB[kind] ?? 0, peak);
      grownMiB[kind] = Math.max(grownMiB[kind] ?? 0, peak - firstMiB);
    }
    return { cpuSeconds, peakMiB, grownMiB, busyCores };
  }

  private look(isFirst: boolean): void {
    for (const [kind, pids] of this.kinds()) {
      for (const pid of pids) {
        const cpu = this.statOfPid(pid)?.cpuSeconds;
        if (cpu === undefined) continue;
        if (isFirst) forgetPeak(pid);
        const memory = memoryOf(pid);
        // All processes of Postgres show the memory that they share as theirs.
        const peakMiB = (kind === 'postgres' ? memory?.ownMiB : memory?.peakMiB) ?? 0;
        const known = this.seen.get(pid);
        // What began in between did all of its work in between.
        if (!known) this.seen.set(pid, { kind, first: isFirst ? cpu : 0, last: cpu, peakMiB, firstMiB: peakMiB });
        else Object.assign(known, { last: cpu, peakMiB: Math.max(known.peakMiB, peakMiB) });
      }
    }
  }
}
