import { HttpAdministration } from '@iimp/administration/http-administration';
import { IimpClient } from '@iimp/client/client';
import { until } from '@iimp/testbed/until';
import type { ComposeWorld } from './compose.testkit.js';
import { ask } from './gateway.testkit.js';

/** What two organizations of docker-compose.yml must do, whatever runs their programs. */
export function tellComposeStory(start: () => Promise<ComposeWorld>): void {
  let world: ComposeWorld;
  let alice: IimpClient;
  let bob: IimpClient;
  beforeAll(async () => {
    world = await start();
    const login = async (user: `alice@org1.test` | `bob@org2.test`): Promise<IimpClient> => {
      const apiUrl = world.apiUrl(user === 'alice@org1.test' ? 'org1.test' : 'org2.test');
      const client = await IimpClient.login({ apiUrl, user, password: await world.addUser(user), fetch: world.fetch });
      await client.publishKeys();
      return client;
    };
    [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
  });
  afterAll(() => world?.close());

  it('deliver a message from domain to domain, to a client that waits for it through the gateway', async () => {
    const waiting = bob.sync({ cursor: 0, waitSeconds: 30 });
    const { message } = await alice.send({ to: ['bob@org2.test'], text: 'hello over there' });
    const page = await waiting;
    expect(page.messages.map((each) => each.message.message_id)).toEqual([message.message_id]);
    await until(
      'alice is told',
      async () => (await alice.deliveries(message.message_id)).deliveries[0]?.state === 'delivered',
    );
  });

  it('carry an attachment through both gateways', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'attachment');
    const pieces = (async function* () {
      yield new Uint8Array(bytes);
    })();
    const file = await alice.uploadAttachment({
      bytes: pieces,
      name: 'file',
      mediaType: 'text/plain',
      size: bytes.length,
    });
    await alice.send({ to: ['bob@org2.test'], text: 'a file', attachments: [file] });
    const offered = await until('bob has it', async () => {
      const { messages } = await bob.sync({ cursor: 1, waitSeconds: 5 });
      return messages[0]?.content?.attachments[0];
    });
    const parts: Uint8Array[] = [];
    for await (const piece of bob.downloadAttachment(offered)) parts.push(piece);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('believe the gateway alone about the address of a client', async () => {
    const body = JSON.stringify({ user: 'nobody@org1.test', password: 'wrong-password' });
    const headers = { host: 'org1.test', 'content-type': 'application/json' };
    const logIn = (n: number) =>
      ask({
        ...{ port: world.gatewayPort('org1.test'), ca: world.ca, servername: 'org1.test', method: 'POST' },
        ...{ path: '/api/v1/auth/token', body: body.replace('nobody', `nobody${n}`) },
        headers: { ...headers, 'x-forwarded-for': `203.0.113.${n}` },
      });
    const statuses = new Set<number>();
    // 60 log-ins of one address at once are the default; each of these claims another.
    for (let n = 0; n < 80 && !statuses.has(429); n += 10) {
      const replies = await Promise.all(Array.from({ length: 10 }, (_, k) => logIn(n + k)));
      for (const { status } of replies) statuses.add(status);
    }
    expect(statuses).toContain(429);
  });

  it('are administered from this machine, over TLS, with a token that iimpctl made', async () => {
    const made = await world.tool('org1.test', 'admin-token', 'add', 'me', '--role', 'viewer');
    const [{ token }] = JSON.parse(made) as [{ token: string }];
    const administration = new HttpAdministration({ url: world.adminUrl('org1.test'), token, ca: world.ca });
    expect((await administration.domains.list()).domains).toMatchObject([{ domain: 'org1.test' }]);
    expect(await administration.quarantine.counts()).toMatchObject({ patterns: [{ messages: 0 }, {}] });
    await expect(administration.destinations.pause('org2.test')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are looked at from the tools of the other one, with its key and in its network', async () => {
    const report = JSON.parse(await world.tool('org1.test', 'doctor', 'org2.test')) as {
      signed_as: string | null;
      findings: { check: string; status: string }[];
    };
    expect(report.signed_as).toMatch(/^org1\.test#/);
    expect(report.findings.filter(({ status }) => status === 'failure' || status === 'skipped')).toEqual([]);
  });

  it('log requests without their queries', () => {
    const lines = world.accessLog('org2.test').trim().split('\n');
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      client: '127.0.0.1',
      request_id: expect.any(String) as string,
    });
    expect(lines.join('\n')).not.toMatch(/cursor=|Bearer/);
  });
}
