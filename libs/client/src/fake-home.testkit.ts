import { type ClientOptions, IimpClient } from './client.js';
import { FakeServer } from './fake-server.testkit.js';

/** A fake home server for each test of a suite, and users of it. */
export class FakeHome {
  server!: FakeServer;
  apiUrl = '';

  constructor() {
    beforeEach(async () => {
      this.server = new FakeServer();
      this.apiUrl = await this.server.start();
    });
    afterEach(() => this.server.stop());
  }

  /** Logs in, and does no more. */
  readonly open = (user: string, more: Partial<ClientOptions> = {}): Promise<IimpClient> =>
    IimpClient.login({ apiUrl: this.apiUrl, user, password: 'secret password', retryBaseMs: 1, ...more });

  /** Logs in, and publishes the keys. */
  readonly login = async (user: string, more: Partial<ClientOptions> = {}): Promise<IimpClient> => {
    const client = await this.open(user, more);
    await client.publishKeys();
    return client;
  };
}
