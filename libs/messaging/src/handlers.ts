/** Starts a Nest application whose handlers take messages. */
import { Catch, type RpcExceptionFilter, type Type } from '@nestjs/common';
import type { DynamicModule, INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { throwError, type Observable } from 'rxjs';
import type { Messaging } from './messaging.js';

/** Nest would replace every failure by "Internal server error" and log its stack; operators want the cause in the quarantine. */
@Catch()
export class KeepCause implements RpcExceptionFilter {
  catch(cause: unknown): Observable<never> {
    return throwError(() => cause);
  }
}

/**
 * Makes and starts a Nest microservice over one more strategy of `messaging`. Its `close()` takes no more messages and waits for the
 * handlers that run; `messaging.close()` comes after it.
 */
export async function startHandlers(
  module: Type<unknown> | DynamicModule,
  messaging: Messaging,
  logger: LoggerService | false = false,
): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(module, {
    strategy: messaging.newStrategy(),
    logger,
    abortOnError: false,
  });
  app.useGlobalFilters(new KeepCause());
  await app.listen();
  return app;
}
