import { PeerError } from '../peer-error.js';

/** Ends a request when its time is over or its caller gives up, and knows which of the two it was. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly giveUp = () => this.controller.abort(this.caller?.reason);

  constructor(
    readonly timeoutMs: number,
    private readonly caller?: AbortSignal,
  ) {
    this.timer = setTimeout(
      () => this.controller.abort(new PeerError('timeout', `no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    if (caller?.aborted) this.giveUp();
    else caller?.addEventListener('abort', this.giveUp, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What to reject with, if this deadline is what ended the request. */
  get reason(): unknown {
    return this.signal.aborted ? (this.signal.reason as unknown) : undefined;
  }

  /** The answer has begun: from now on only its caller ends it. */
  stopTimer(): void {
    clearTimeout(this.timer);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener('abort', this.giveUp);
  }
}
