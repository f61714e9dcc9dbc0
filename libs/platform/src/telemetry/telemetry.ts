/**
 * Whether and how a process tells of itself. Everything else is written against the API of OpenTelemetry, which does nothing by itself;
 * its SDK is loaded here, when the configuration asks for it, and before anything makes an instrument.
 */
import type { RequestListener } from 'node:http';
import type { Config } from '../config/config.js';

export type TelemetryConfig = Pick<Config, 'service' | 'metrics' | 'otlpEndpoint' | 'otlpHeaders' | 'traceRatio'>;

export interface Telemetry {
  /** Answers a scrape of Prometheus; undefined when metrics are off. */
  readonly scrape: RequestListener | undefined;
  /** Sends what is gathered, within bounds. */
  close(): Promise<void>;
}

/** Starts what the configuration asks for. It is of the process: a second one in it changes nothing, and its `close` does nothing. */
export async function startTelemetry(config: TelemetryConfig): Promise<Telemetry> {
  const traces =
    config.otlpEndpoint === undefined ? undefined : await (await import('./traces.js')).startTraces(config);
  const metrics = config.metrics ? await (await import('./metrics.js')).startMetrics() : undefined;
  return {
    scrape: metrics?.scrape,
    close: async () => {
      await Promise.all([traces?.close(), metrics?.close()]);
    },
  };
}
