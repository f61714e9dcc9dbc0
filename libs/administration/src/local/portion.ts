/** How long one request works on an act that may take longer; who asks repeats it until the act is done. */
const PORTION_MS = 10_000;

/** Whether a portion that begins now is over. */
export function portion(ms = PORTION_MS): () => boolean {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
}
