import { context, type Context, type Link } from '@opentelemetry/api';
import { MAX_LINKS, recordedSpan } from './links.js';

/** What caused a message: one thing, or several whose messages were merged into one. */
export class Origin {
  /** Of the first of them; of the first that is recorded, if any is. */
  parent: Context = context.active();
  /** The recorded spans of the others. */
  readonly links: Link[] = [];

  /** @param since when the message began to wait, milliseconds since the epoch */
  constructor(readonly since = Date.now()) {}

  /** What runs now is one more cause. */
  join(): void {
    const active = context.active();
    if (active === this.parent) return;
    const span = recordedSpan(active);
    if (!span) return;
    if (!recordedSpan(this.parent)) this.parent = active;
    else if (this.links.length < MAX_LINKS) this.links.push({ context: span });
  }
}
