/** Asks again and again: at an even pace while it works, slower while it does not, not at all while nobody looks. */
export interface Polling {
  /** Asks at once. */
  now(): void;
  stop(): void;
}

const MAX_PAUSE_MS = 30_000;

/** `work` never runs twice at a time; what it throws is told to `failed`, with the pause until the next try. */
export function poll(
  work: () => Promise<void>,
  intervalMs: number,
  failed: (error: unknown, pauseMs: number) => void,
): Polling {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isStopped = false;
  let isAskedAgain = false;
  let failures = 0;

  const run = async (): Promise<void> => {
    clearTimeout(timer);
    if (isStopped) return;
    if (isRunning) {
      isAskedAgain = true;
      return;
    }
    isRunning = true;
    let pauseMs = intervalMs;
    try {
      await work();
      failures = 0;
    } catch (error) {
      failures += 1;
      pauseMs = Math.min(MAX_PAUSE_MS, intervalMs * 2 ** failures) * (0.75 + Math.random() / 2);
      if (!isStopped) failed(error, pauseMs);
    }
    isRunning = false;
    if (isStopped) return;
    if (isAskedAgain) {
      isAskedAgain = false;
      void run();
    } else if (!document.hidden) timer = setTimeout(() => void run(), pauseMs);
  };
  const seen = (): void => {
    if (!document.hidden) void run();
  };
  document.addEventListener('visibilitychange', seen);
  void run();
  return {
    now: () => void run(),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
