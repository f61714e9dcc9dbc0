import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import type { Outcome, Plan } from './plan.js';

export type Command = { do: 'prepare'; plan: Plan } | { do: 'fill' } | { do: 'run'; crossed: number } | { do: 'close' };
export interface Answer {
  outcome?: Outcome;
  error?: string;
}

/** The load, in a process of its own. */
export class Driver {
  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<Driver> {
    const worker = join(repositoryRoot(), 'services/bench/dist/driver/worker.js');
    const child = fork(worker, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    await once(child, 'spawn');
    return new Driver(child);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async prepare(plan: Plan): Promise<void> {
    await this.ask({ do: 'prepare', plan });
  }

  /** Sends what shall wait before the clock runs. */
  async fill(): Promise<void> {
    await this.ask({ do: 'fill' });
  }

  /** @param crossed messages of `fill` that are with their receivers' server already */
  async run(crossed = 0): Promise<Outcome> {
    const { outcome } = await this.ask({ do: 'run', crossed });
    if (!outcome) throw new Error('the driver told no outcome');
    return outcome;
  }

  /** Ends the plan under way. */
  async finish(): Promise<void> {
    await this.ask({ do: 'close' });
  }

  close(): void {
    this.child.kill();
  }

  private async ask(command: Command): Promise<Answer> {
    const stop = new AbortController();
    try {
      this.child.send(command);
      const answer = await Promise.race([
        once(this.child, 'message', { signal: stop.signal }).then(([answer]) => answer as Answer),
        once(this.child, 'exit', { signal: stop.signal }).then(([code]) => ({
          error: `it ended with ${String(code)}`,
        })),
      ]);
      if (answer.error !== undefined) throw new Error(`driver: ${answer.error}`);
      return answer as Answer;
    } finally {
      stop.abort();
    }
  }
}
