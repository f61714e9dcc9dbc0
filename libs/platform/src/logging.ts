/** Logs: one JSON object a line, without payloads, tokens or keys. Lines speak of changes of state, never of single requests. */
import type { LoggerService } from '@nestjs/common';
import { trace, TraceFlags } from '@opentelemetry/api';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Members that are never written, at whatever place a caller puts them by mistake. */
const SECRET_NAMES = [
  'password',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'signature',
  'privateKey',
  'secret',
  'encrypted_payload',
  'encrypted_keys',
  'body',
];

export interface LoggerOptions {
  /** Name of the service. */
  service: string;
  /** Least level that is written, or `silent`. */
  level: string;
  /** Where lines go; default: standard output. */
  destination?: DestinationStream;
}

/** The ids that join a line with its trace; nothing where no trace is recorded. */
function traceIds(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    mixin: traceIds,
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What Nest says about its own doings, one level lower: its start-up lines are not news. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'trace' | 'fatal') =>
    (message: unknown, ...more: unknown[]): void => {
      // Nest passes the context last, and for errors a stack before it.
      const context = typeof more.at(-1) === 'string' ? (more.at(-1) as string) : undefined;
      if (message instanceof Error) logger[level]({ err: message, context }, message.message);
      else logger[level]({ context }, String(message));
    };
  return {
    log: write('debug'),
    warn: write('warn'),
    error: write('error'),
    debug: write('trace'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}
