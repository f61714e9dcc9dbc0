/** Counts what runs, so that closing can wait for it. */
export class Running {
  private readonly promises = new Set<Promise<unknown>>();

  get size(): number {
    return this.promises.size;
  }

  /** Counts a promise that never rejects until it settles. */
  track<T>(promise: Promise<T>): Promise<T> {
    this.promises.add(promise);
    void promise.finally(() => this.promises.delete(promise));
    return promise;
  }

  /** Waits until nothing runs. False when that took longer than `timeoutMs`. */
  async idle(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const all = (async (): Promise<true> => {
      while (this.promises.size > 0) await Promise.all(this.promises);
      return true;
    })();
    const result = await Promise.race([all, tooLong]);
    clearTimeout(timer);
    return result;
  }
}
