import { createLogger, nestLogger } from './logging.js';

function lines(level = 'trace'): { logger: ReturnType<typeof createLogger>; read: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const logger = createLogger({ service: 'api', level, destination: { write: (line) => void written.push(line) } });
  return { logger, read: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('createLogger', () => {
  it('writes JSON lines with the service and a readable level', () => {
    const { logger, read } = lines();
    logger.info({ domain: 'org2.test' }, 'destination is down');
    expect(read()).toEqual([
      expect.objectContaining({ level: 'info', service: 'api', domain: 'org2.test', msg: 'destination is down' }),
    ]);
  });

  it('never writes secrets, wherever they were put', () => {
    const { logger, read } = lines();
    const secret = 'hunter2';
    logger.info({ password: secret, request: { authorization: secret, headers: { authorization: secret } } }, 'x');
    logger.info({ message: { encrypted_payload: secret, encrypted_keys: [secret] }, refresh_token: secret }, 'x');
    expect(JSON.stringify(read())).not.toContain(secret);
  });
});

describe('nestLogger', () => {
  it('lowers what Nest tells of its own start, and keeps errors', () => {
    const { logger, read } = lines();
    const nest = nestLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.error(new Error('broken'), 'Some');
    nest.warn('careful');
    expect(read().map(({ level, msg, context }) => ({ level, msg, context }))).toEqual([
      { level: 'debug', msg: 'Mapped {/x, GET} route', context: 'RouterExplorer' },
      { level: 'error', msg: 'broken', context: 'Some' },
      { level: 'warn', msg: 'careful', context: undefined },
    ]);
  });
});
