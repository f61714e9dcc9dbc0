/** How much goes into one post. Bytes are those of the message texts. */
export interface Amount {
  messages: number;
  bytes: number;
}

/** What a new destination gets first. */
const FIRST_MESSAGES = 32;
/** Successes after which a refused size is tried again: peers are reconfigured. */
const FORGET_AFTER = 500;
/** Between the largest size that passed and the smallest that was refused, a gap of this share is left alone. */
const PRECISION = 0.1;

/**
 * The size of the next post to one destination: halved when the peer says 413 or does not answer in time, grown on success, within
 * the limits the peer publishes. 413 is about bytes and stays true, so the limit is searched by bisection and remembered;
 * a time-out is about work, so it halves the number of messages, which doubles again as soon as posts succeed.
 */
export class BatchSize {
  #bounds: Amount;
  #messages: number;
  #bytes: number;
  #passed = 0;
  #refused = Infinity;
  #successes = 0;

  constructor(bounds: Amount) {
    this.#bounds = atLeastOne(bounds);
    this.#messages = Math.min(FIRST_MESSAGES, this.#bounds.messages);
    this.#bytes = this.#bounds.bytes;
  }

  /** The next post: at most so many messages, and so many bytes unless one message alone is larger. */
  get limit(): Amount {
    return {
      messages: Math.min(this.#messages, this.#bounds.messages),
      bytes: Math.min(this.#bytes, this.#bounds.bytes),
    };
  }

  /** The peer's document says something else now. */
  bound(bounds: Amount): void {
    this.#bounds = atLeastOne(bounds);
  }

  succeeded(sent: Amount): void {
    this.#passed = Math.max(this.#passed, sent.bytes);
    if (this.#refused <= this.#passed || ++this.#successes >= FORGET_AFTER) {
      this.#refused = Infinity;
      this.#successes = 0;
    }
    const { messages, bytes } = this.limit;
    if (sent.messages >= messages) this.#messages = Math.min(messages * 2, this.#bounds.messages);
    const gap = this.#refused - this.#passed;
    if (this.#refused === Infinity) this.#bytes = Math.min(bytes * 2, this.#bounds.bytes);
    else if (gap > this.#refused * PRECISION) this.#bytes = Math.max(1, Math.floor(this.#passed + gap / 2));
    else this.#bytes = Math.max(1, this.#passed);
  }

  /** 413. */
  tooLarge(sent: Amount): void {
    this.#refused = Math.min(this.#refused, sent.bytes);
    this.#passed = Math.min(this.#passed, this.#refused - 1);
    this.#successes = 0;
    this.#bytes = Math.max(1, Math.floor(sent.bytes / 2));
    // A peer may also count messages: halving both always ends at a single message.
    this.#messages = Math.max(1, Math.floor(sent.messages / 2));
  }

  timedOut(sent: Amount): void {
    this.#messages = Math.max(1, Math.floor(sent.messages / 2));
  }
}

function atLeastOne({ messages, bytes }: Amount): Amount {
  return { messages: Math.max(1, Math.floor(messages)), bytes: Math.max(1, Math.floor(bytes)) };
}
