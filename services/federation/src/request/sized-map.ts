/** Values by name within a number of bytes, as the caller counts them; the longest unused are forgotten first. */
export class SizedMap<T> {
  private readonly values = new Map<string, { readonly value: T; readonly bytes: number }>();
  private total = 0;

  constructor(private readonly maxBytes: number) {}

  get(name: string): T | undefined {
    const found = this.values.get(name);
    if (!found) return undefined;
    this.values.delete(name);
    this.values.set(name, found);
    return found.value;
  }

  set(name: string, value: T, bytes: number): void {
    this.delete(name);
    this.values.set(name, { value, bytes });
    this.total += bytes;
    while (this.total > this.maxBytes) this.delete(this.values.keys().next().value!);
  }

  delete(name: string): void {
    this.total -= this.values.get(name)?.bytes ?? 0;
    this.values.delete(name);
  }
}
