import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Long enough that the first connections are there, which are the last part of a start. */
const AFTER_MS = 5_000;

/**
 * Collects once what a start leaves behind: source texts, schemas before they were compiled, configuration. A service with little to do
 * allocates so little that V8 would keep all of it for hours.
 */
export function collectStartupGarbage(afterMs = AFTER_MS): void {
  setTimeout(() => {
    // The one way to ask V8 for it from inside; the flag has an effect on contexts made after it alone.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
    collect();
  }, afterMs).unref();
}
