/** S3 takes parts of 5 MiB and more, and 10,000 of them: blobs of up to 80 GiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/**
 * Buffers for parts of uploads: `max` of them, however many uploads there are and however many parts of each are on their way.
 *
 * Nobody waits for long as long as there are no more than `max` uploads at once: an upload fills one buffer at a time and waits for the next
 * while it fills none, so one at least is on its way to the service or free, and what is on its way has its time-outs.
 */
export class PartBuffers {
  private readonly free: Buffer[] = [];
  private readonly waiting: ((buffer: Buffer) => void)[] = [];
  private made = 0;

  constructor(private readonly max: number) {}

  /** One of PART_BYTES with whatever was in it. It costs memory only as far as it was ever filled, so small blobs stay small. */
  async take(): Promise<Buffer> {
    const buffer = this.free.pop();
    if (buffer) return buffer;
    if (this.made === this.max) return new Promise((resolve) => this.waiting.push(resolve));
    this.made += 1;
    return Buffer.allocUnsafeSlow(PART_BYTES);
  }

  /** Once for each `take`. When all are back none is kept. */
  give(buffer: Buffer): void {
    const next = this.waiting.shift();
    if (next) return next(buffer);
    this.free.push(buffer);
    if (this.free.length < this.made) return;
    this.free.length = 0;
    this.made = 0;
  }
}
