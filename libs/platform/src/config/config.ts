import type { ServiceName, ValueOf } from './setting.js';
import type { SETTINGS } from './settings.js';

type Table = typeof SETTINGS;

/** Every setting by its name in the table; times in milliseconds, sizes in bytes. */
export type Settings = { readonly [K in keyof Table]: ValueOf<Table[K]> };

/** What a process was told. Reading a needed setting that this service does not need, and that was not given, throws. */
export type Config = Settings & { readonly service: ServiceName };
