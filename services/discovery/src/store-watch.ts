import type { Logger } from '@iimp/platform/logging';

/** Says once when the shared cache fails, and once when it works again; look-ups go on without it. */
export function storeWatch(logger: Logger): (error: unknown) => void {
  let failing = false;
  return (error) => {
    if (error !== undefined && !failing)
      logger.warn({ err: error }, 'the shared discovery cache fails; asking without it');
    if (error === undefined && failing) logger.info('the shared discovery cache works again');
    failing = error !== undefined;
  };
}
