export interface SizedMapOptions {
  /** Of all values together, in the caller's unit. */
  readonly maxSize: number;
  /** Values, however small. Default: any number. */
  readonly maxCount?: number;
}

/** A cache in memory for values whose size strangers decide; the least recently used are forgotten first. */
export class SizedMap<T> {
  private readonly values = new Map<string, { readonly value: T; readonly size: number }>();
  private total = 0;

  constructor(private readonly options: SizedMapOptions) {}

  get(name: string): T | undefined {
    const found = this.values.get(name);
    if (!found) return undefined;
    // Deleting and setting again keeps the map in order of last use.
    this.values.delete(name);
    this.values.set(name, found);
    return found.value;
  }

  /** In place of what the name had. @param size as the caller counts it; of more than `maxSize` nothing is kept */
  set(name: string, value: T, size: number): void {
    const { maxSize, maxCount = Infinity } = this.options;
    this.delete(name);
    // Otherwise it would push out all others, and then itself.
    if (size > maxSize) return;
    this.values.set(name, { value, size });
    this.total += size;
    while (this.total > maxSize || this.values.size > maxCount) this.delete(this.values.keys().next().value!);
  }

  delete(name: string): void {
    this.total -= this.values.get(name)?.size ?? 0;
    this.values.delete(name);
  }
}
