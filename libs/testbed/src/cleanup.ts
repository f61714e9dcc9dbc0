/**
 * What a world takes from the machine (processes, databases, vhosts, buckets, folders), given back in reverse order: when the
 * world closes, and also when the program is ended by a signal. Processes have a second net of their own, see processes.ts.
 */
export class Cleanup {
  private readonly steps: { what: string; undo: () => unknown }[] = [];
  private closing: Promise<void> | undefined;

  constructor() {
    open.add(this);
  }

  /** Remembers how to give `what` back. */
  add(what: string, undo: () => unknown): void {
    this.steps.push({ what, undo });
  }

  /** Gives everything back once. All steps are tried; throws an AggregateError that names those that failed. */
  close(): Promise<void> {
    this.closing ??= this.run();
    return this.closing;
  }

  private async run(): Promise<void> {
    const errors: Error[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step.undo();
      } catch (error) {
        errors.push(new Error(`${step.what}: ${(error as Error).message}`, { cause: error }));
      }
    }
    open.delete(this);
    if (errors.length > 0) throw new AggregateError(errors, errors.map((error) => error.message).join('; '));
  }
}

const open = new Set<Cleanup>();

/**
 * For programs: on Ctrl-C, SIGTERM and SIGHUP gives everything back and exits with 128 + the signal's number. A second signal exits
 * at once (child processes still end, see processes.ts).
 */
export function cleanUpOnSignals(): void {
  let signalled = false;
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
  for (const [signal, number] of Object.entries(numbers)) {
    process.on(signal, () => {
      if (signalled) process.exit(128 + number);
      signalled = true;
      const all = [...open].map((cleanup) => cleanup.close());
      void Promise.allSettled(all).then((results) => {
        for (const result of results) if (result.status === 'rejected') console.error(String(result.reason));
        process.exit(128 + number);
      });
    });
  }
}
