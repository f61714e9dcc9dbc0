/** Restarts of processes one after the other under load, and what a client that is no more than patient sees of them. */
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { IimpClient } from '@iimp/client/client';
import { newId } from '@iimp/protocol/ids';
import { type Organization, SERVICES, type World } from '@iimp/testbed/world';
import { compose } from './mailbox.testkit.js';
import { expectAll, startStream, type Story, type Stream } from './stream.testkit.js';

const REQUEST_MS = 20_000;

/** Restarts every replica of every service, one after the other; the next one only when the one before is ready. */
export async function restartAll(organizations: readonly Organization[], replicas: number): Promise<void> {
  for (const organization of organizations)
    for (const service of SERVICES)
      for (let index = 0; index < replicas; index++) await organization.restart(service, index);
}

/** Lanes of the load beside the plain client: steady, and not all that the machine can do. */
const LANES = 2;

/** Does something under load, and compares the books: nothing lost, nothing twice, no gaps, no failures. */
export async function restartUnderLoad(story: Story, act: () => Promise<void>): Promise<PlainClient> {
  const { world, alice, bob, reader } = story;
  let going = true;
  const plain = await PlainClient.logIn(world, alice);
  const stream = startStream(alice, bob, () => going, LANES);
  const talking = plain.talk(bob, () => going);
  await act().finally(() => (going = false));
  await Promise.all([stream.done, talking]);
  expect(plain.failures).toEqual([]);
  expect(plain.texts.length).toBeGreaterThan(10);
  await expectAll(plain.joined(stream), bob, reader);
  return plain;
}

/** A client that repeats a request once, on a new connection, when its connection was closed under it; and nothing else. */
export class PlainClient {
  /** Requests that had to be repeated. */
  repeated = 0;
  /** Whatever else than the answer that was asked for. */
  readonly failures: string[] = [];
  readonly texts: string[] = [];
  readonly conversation = newId();
  readonly #agent = new Agent({ keepAlive: true });
  #token = '';

  private constructor(
    private readonly world: World,
    private readonly organization: Organization,
    private readonly me: IimpClient,
  ) {}

  static async logIn(world: World, me: IimpClient): Promise<PlainClient> {
    const [localPart = '', domain = ''] = me.address.split('@');
    const organization = world.org(domain);
    const client = new PlainClient(world, organization, me);
    const { password } = await organization.addUser(localPart);
    const answer = await client.#ask('POST', 'auth/token', { user: me.address, password });
    client.#token = (JSON.parse(answer?.body ?? '{}') as { access_token?: string }).access_token ?? '';
    return client;
  }

  /** Sends one message after the other, and asks for the mailbox in between, while `going`. */
  async talk(to: IimpClient, going: () => boolean): Promise<void> {
    const keys = [await this.me.keysOf(to.address)];
    while (going()) {
      const text = `plain ${this.texts.length}`;
      const message = await compose(this.me, keys, text, this.conversation);
      if (await this.#ask('POST', 'messages', message)) this.texts.push(text);
      await this.#ask('GET', 'sync?cursor=0&limit=1');
    }
    this.#agent.destroy();
  }

  /** A stream with the messages of this client too. */
  joined(stream: Stream): Stream {
    return {
      ...stream,
      lanes: new Map([...stream.lanes, [this.conversation, this.texts]]),
      accepted: () => stream.accepted() + this.texts.length,
    };
  }

  async #ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: string } | undefined> {
    const once = (agent: Agent | false) => this.#send(agent, method, path, body);
    try {
      const answer = await once(this.#agent).catch(() => {
        this.repeated++;
        return once(false);
      });
      if (answer.status === 200 || answer.status === 201) return answer;
      this.failures.push(`${method} ${path}: ${answer.status} ${answer.body}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: a second time ${String(error)}`);
    }
    return undefined;
  }

  #send(agent: Agent | false, method: string, path: string, body: unknown): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      };
      const url = `${this.organization.apiUrl}/api/v1/${path}`;
      const asked = request(url, { method, agent, headers, ca: this.world.ca.pem, timeout: REQUEST_MS });
      asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.on('error', reject);
      asked.on('response', (response: IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      });
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
