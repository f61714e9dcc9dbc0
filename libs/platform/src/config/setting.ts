import type { Reader } from './values.js';

/** A process that reads configuration. `standalone` is all services in one. */
export type ServiceName =
  'api' | 'federation' | 'delivery' | 'discovery' | 'attachments' | 'admin' | 'standalone' | 'cli';

/** What runs as a service of its own, and all of them in one. */
export const EVERY_SERVICE: readonly ServiceName[] = [
  'api',
  'federation',
  'delivery',
  'discovery',
  'attachments',
  'admin',
  'standalone',
];

interface SettingBase<T> {
  /** The environment variable. */
  readonly name: string;
  /** One sentence for operators. */
  readonly description: string;
  readonly group: string;
  readonly read: Reader<T>;
  /** Also read from the file that `<name>_FILE` names; never shown. */
  readonly secret?: true;
}

/** A variable with a value when nobody gives one. */
export interface DefaultSetting<T> extends SettingBase<T> {
  /** As an operator would write it. */
  readonly default: string;
}

/** A variable that these services cannot start without. */
export interface NeededSetting<T> extends SettingBase<T> {
  readonly neededBy: readonly ServiceName[];
}

/** A variable that may be left out. */
export interface OptionalSetting<T> extends SettingBase<T> {
  readonly optional: true;
}

export type Setting<T = unknown> = DefaultSetting<T> | NeededSetting<T> | OptionalSetting<T>;

/** Type of the value in Config. */
export type ValueOf<S> = S extends { read: Reader<infer T> }
  ? S extends { optional: true }
    ? T | undefined
    : T
  : never;

/** Keeps the exact type of a row of the table. */
export function setting<T, S extends Setting<T>>(row: S & { read: Reader<T> }): S & { read: Reader<T> } {
  return row;
}
