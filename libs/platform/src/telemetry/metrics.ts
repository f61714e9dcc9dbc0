/** Metrics: the SDK of OpenTelemetry, read by Prometheus. */
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { RequestListener } from 'node:http';
import { observeProcess } from './process-metrics.js';
import { telemetryState } from './state.js';

export interface Metrics {
  readonly scrape: RequestListener;
  close(): Promise<void>;
}

/** The whole of it is one process's; who asks again, as tests do, gets what is there. */
let running: Metrics | undefined;

export async function startMetrics(): Promise<Metrics> {
  if (running) return { ...running, close: async () => undefined };
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const provider = new MeterProvider({ readers: [exporter] });
  metrics.setGlobalMeterProvider(provider);
  telemetryState.metrics = true;
  const stopObserving = observeProcess(metrics.getMeter('@iimp/platform'));
  running = {
    scrape: (request, response) => exporter.getMetricsRequestHandler(request, response),
    close: async () => {
      running = undefined;
      telemetryState.metrics = false;
      stopObserving();
      metrics.disable();
      await provider.shutdown().catch(() => undefined);
    },
  };
  return running;
}
