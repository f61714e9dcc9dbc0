const DEADLINE_MS = 20_000;

type Falsy = undefined | null | false | 0 | '';

/** Resolves to the first truthy value of `probe`; fails with `what` after 20 s, or another time in milliseconds. */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  patienceMs = DEADLINE_MS,
): Promise<Exclude<T, Falsy>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await probe();
    if (value) return value as Exclude<T, Falsy>;
    if (Date.now() > deadline) throw new Error(`gave up waiting for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A promise that somebody else settles. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
