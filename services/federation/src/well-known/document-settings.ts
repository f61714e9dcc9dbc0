import type { Config } from '@iimp/platform/config/config';

/** The configuration as a provider of Nest. */
export class DocumentSettings {
  constructor(readonly config: Config) {}
}
