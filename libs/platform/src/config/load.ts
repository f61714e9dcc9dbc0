import { readFileSync } from 'node:fs';
import type { Config, Settings } from './config.js';
import type { ServiceName, Setting } from './setting.js';
import { SETTINGS } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration cannot be used; `problems` has one line for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`the configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Text of a variable, or of the file that `<name>_FILE` names; an empty one counts as not given. */
function textOf(row: Setting, env: Environment): string | undefined {
  const given = env[row.name];
  const file = row.secret ? env[`${row.name}_FILE`] : undefined;
  if (file === undefined || file === '') return given === '' ? undefined : given;
  if (given !== undefined && given !== '') throw new Error(`give ${row.name} or ${row.name}_FILE, not both`);
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the file of ${row.name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  const text = content.replace(/\r?\n$/, '');
  if (text === '') throw new Error(`the file of ${row.name}_FILE is empty`);
  return text;
}

function valueOf(row: Setting, env: Environment, service: ServiceName): unknown {
  const given = textOf(row, env);
  const text = given ?? ('default' in row ? row.default : undefined);
  if (text !== undefined) return row.read(text);
  if ('neededBy' in row && row.neededBy.includes(service)) throw new Error('must be given');
  return undefined;
}

/** Reads the whole configuration of a service. Throws one ConfigError that names every variable that is wrong. */
export function loadConfig(env: Environment, service: ServiceName): Config {
  const problems: string[] = [];
  const config: Record<string, unknown> = { service };
  for (const [key, row] of Object.entries(SETTINGS) as [string, Setting][]) {
    try {
      const value = valueOf(row, env, service);
      if (value !== undefined || !('neededBy' in row)) config[key] = value;
      else defineMissing(config, key, row.name);
    } catch (error) {
      problems.push(`${row.name}: ${(error as Error).message}`);
    }
  }
  problems.push(...contradictions(config as Partial<Config>));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config) as Config;
}

/** Reads some settings that may be left out, and no others: for a tool that needs no more. */
export function loadSome<K extends keyof Settings>(env: Environment, keys: readonly K[]): Pick<Settings, K> {
  const problems: string[] = [];
  const values = keys.map((key): [K, unknown] => {
    const row: Setting = SETTINGS[key];
    try {
      return [key, valueOf(row, env, 'cli')];
    } catch (error) {
      problems.push(`${row.name}: ${(error as Error).message}`);
      return [key, undefined];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(values) as Pick<Settings, K>;
}

/** A setting that this service does not need: who reads it all the same learns at once what is missing. */
function defineMissing(config: object, key: string, name: string): void {
  Object.defineProperty(config, key, {
    enumerable: false,
    get: () => {
      throw new Error(`${name} is not given, and this service reads it`);
    },
  });
}

/** What no single variable can be blamed for. */
function contradictions(config: Partial<Config>): string[] {
  const problems: string[] = [];
  if ((config.tlsCertFile === undefined) !== (config.tlsKeyFile === undefined))
    problems.push('IIMP_TLS_CERT_FILE, IIMP_TLS_KEY_FILE: give both or neither');
  if (given(config as Config, 'blobsUrl')?.startsWith('s3:') === true) {
    if (config.s3Endpoint === undefined) problems.push('IIMP_S3_ENDPOINT: must be given for an s3:// store');
    if (config.s3AccessKey === undefined) problems.push('IIMP_S3_ACCESS_KEY: must be given for an s3:// store');
    if (config.s3SecretKey === undefined) problems.push('IIMP_S3_SECRET_KEY: must be given for an s3:// store');
  }
  if (config.metrics === true && config.healthListen === undefined && config.service !== 'cli')
    problems.push('IIMP_METRICS: needs IIMP_HEALTH_LISTEN, where they are answered');
  if (config.retryBaseMs !== undefined && config.retryCapMs !== undefined && config.retryBaseMs > config.retryCapMs)
    problems.push('IIMP_RETRY_BASE: must not be above IIMP_RETRY_CAP');
  return problems;
}

/** A setting, or `undefined` where this service was not given it, whether or not it needs it. */
export function given<K extends keyof Settings>(config: Config, key: K): Settings[K] | undefined {
  return Object.getOwnPropertyDescriptor(config, key)?.value as Settings[K] | undefined;
}
