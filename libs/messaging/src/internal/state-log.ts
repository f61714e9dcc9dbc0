import type { MessagingLogger } from '../options.js';

/** Logs that something began to fail and that it works again, and nothing in between: a dead broker must not fill a disk. */
export class StateLog {
  private readonly failing = new Set<string>();

  constructor(private readonly logger: MessagingLogger) {}

  /** `what` failed; logged only if it worked before. */
  bad(what: string, fields: object): void {
    if (this.failing.has(what)) return;
    this.failing.add(what);
    this.logger.warn(fields, `${what}: failing`);
  }

  /** `what` worked; logged only if it failed before. */
  good(what: string): void {
    if (this.failing.delete(what)) this.logger.info({}, `${what}: works again`);
  }
}

/** The text of whatever was thrown, bounded so that it fits in a header. */
export function errorText(error: unknown): string {
  let text: unknown;
  if (error instanceof Error) text = `${error.name}: ${error.message}`;
  else if (typeof error === 'object' && error !== null && 'message' in error) text = error.message;
  else text = error;
  return String(text).slice(0, 1000);
}
