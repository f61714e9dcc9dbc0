/** What Prometheus does, as far as the process that is scraped can tell. */
export class Scraper {
  /** Lines of all answers. */
  samples = 0;
  /** The first scrapes that failed. */
  readonly errors: string[] = [];
  private readonly timer: NodeJS.Timeout;

  /** @param healthUrls listeners of health, `http://host:port` */
  constructor(
    private readonly healthUrls: readonly string[],
    everyMs: number,
  ) {
    this.timer = setInterval(() => void this.scrape(), everyMs);
  }

  /** Scrapes all once. Never rejects. */
  async scrape(): Promise<void> {
    await Promise.all(
      this.healthUrls.map(async (url) => {
        try {
          // A connection that is kept may be closed at just this moment: then Prometheus asks again, too.
          const response = await ask(url).catch(() => ask(url));
          const text = await response.text();
          if (!response.ok) throw new Error(`status ${response.status}`);
          this.samples += text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
        } catch (error) {
          if (this.errors.length < 5) this.errors.push(`scrape of ${url}: ${String(error)}`);
        }
      }),
    );
  }

  close(): void {
    clearInterval(this.timer);
  }
}

const TIMEOUT_MS = 5_000;

function ask(url: string): Promise<Response> {
  return fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
}
