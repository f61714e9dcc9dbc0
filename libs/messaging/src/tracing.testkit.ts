/** Just enough of OpenTelemetry to see whether context travels: the API alone propagates nothing. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type ContextManager,
  type TextMapPropagator,
} from '@opentelemetry/api';

class StorageContextManager implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    run: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.storage.run(active, () => run.call(thisArg, ...args));
  }

  bind<T>(_active: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }
}

const HEADER = 'traceparent';

const traceparent: TextMapPropagator<Record<string, string>> = {
  inject(active, carrier) {
    const span = trace.getSpanContext(active);
    if (span) carrier[HEADER] = `00-${span.traceId}-${span.spanId}-01`;
  },
  extract(active, carrier) {
    const [, traceId, spanId] = carrier[HEADER]?.split('-') ?? [];
    return traceId && spanId
      ? trace.setSpanContext(active, { traceId, spanId, traceFlags: 1, isRemote: true })
      : active;
  },
  fields: () => [HEADER],
};

/** Makes trace context travel until the returned function is called. */
export function enableTracing(): () => void {
  context.setGlobalContextManager(new StorageContextManager());
  propagation.setGlobalPropagator(traceparent);
  return () => {
    context.disable();
    propagation.disable();
  };
}

/** Runs something inside a trace. */
export function inTrace<T>(traceId: string, run: () => T): T {
  return context.with(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: '00f067aa0ba902b7', traceFlags: 1 }), run);
}

/** Id of the trace that the caller is in. */
export function currentTraceId(): string | undefined {
  return trace.getSpanContext(context.active())?.traceId;
}
