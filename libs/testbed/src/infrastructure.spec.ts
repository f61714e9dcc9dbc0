import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'minio';
import amqp from 'amqplib';
import { Balancer } from './balancer.js';
import { privateBroker, sharedBroker } from './broker.js';
import { Cleanup } from './cleanup.js';
import { startDns } from './dns.js';
import { runLocal } from './local-scripts.js';
import { releasePort, reservePort } from './ports.js';
import { createDatabase, privatePostgres, query, sharedPostgres } from './postgres.js';
import { createBucket, sharedS3 } from './s3.js';
import { until } from './until.js';

jest.setTimeout(600_000); // the first run may download packages

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'iimp-testbed-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('until', () => {
  it('gives what the condition gave, and takes an error as not yet', async () => {
    let looks = 0;
    const value = await until('third look', () => {
      looks += 1;
      if (looks === 1) throw new Error('early');
      return looks === 3 ? 'there' : undefined;
    });
    expect(value).toBe('there');
  });

  it('names what did not come, and the last error', async () => {
    const never = until('rain', () => Promise.reject(new Error('dry')), { deadlineMs: 30, intervalMs: 5 });
    await expect(never).rejects.toThrow(/rain: dry/);
  });
});

describe('cleanup', () => {
  it('gives back in reverse order, all of it, and tells what failed', async () => {
    const order: string[] = [];
    const cleanup = new Cleanup();
    cleanup.add('first', () => order.push('first'));
    cleanup.add('broken', () => Promise.reject(new Error('no')));
    cleanup.add('last', async () => order.push('last'));
    await expect(cleanup.close()).rejects.toThrow('broken: no');
    expect(order).toEqual(['last', 'first']);
  });
});

describe('a server that was named', () => {
  it('is used or refused, and never another one in its place', async () => {
    const started = runLocal('postgres', ['start'], { POSTGRES_URL: 'postgres://nobody@127.0.0.1:1/postgres' });
    await expect(started).rejects.toThrow('POSTGRES_URL is set, but that server does not let us in');
  });
});

describe('ports', () => {
  it('never gives one twice, also not to another process', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => reservePort()));
    expect(new Set(ports).size).toBe(50);
    ports.forEach(releasePort);
  });
});

describe('postgres', () => {
  it('makes a database and removes it with its connections', async () => {
    const server = await sharedPostgres();
    const database = await createDatabase(server);
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.drop();
    expect(await query(server.url, 'select 1 from pg_database where datname = $1', [database.name])).toEqual([]);
  });
});

describe('postgres of our own', () => {
  it('crashes, stops and comes back with what was committed', async () => {
    const server = await privatePostgres();
    try {
      const database = await createDatabase(server);
      await query(database.url, 'create table t as select 7 as n');
      await server.crash();
      await expect(query(database.url, 'select 1')).rejects.toThrow();
      await server.start();
      expect(await query(database.url, 'select n from t')).toEqual([{ n: 7 }]);
      await server.stop();
      await server.start();
      expect(await query(database.url, 'select n from t')).toEqual([{ n: 7 }]);
    } finally {
      await server.remove();
    }
  });
});

describe('rabbitmq', () => {
  const talk = async (url: string): Promise<void> => {
    const connection = await amqp.connect(url);
    await (await connection.createChannel()).assertQueue('q', { exclusive: true });
    await connection.close();
  };

  it('makes a vhost and removes it', async () => {
    const vhost = await (await sharedBroker()).createVhost();
    await talk(vhost.url);
    await vhost.remove();
    await expect(talk(vhost.url)).rejects.toThrow();
  });

  it('has a node of its own that stops, dies and comes back with its vhosts', async () => {
    const node = await privateBroker();
    try {
      const { url } = await node.createVhost();
      await node.kill();
      await expect(talk(url)).rejects.toThrow();
      await node.start();
      await talk(url);
      await node.stop();
      await expect(talk(url)).rejects.toThrow();
    } finally {
      await node.remove();
    }
  });
});

describe('s3', () => {
  it('makes a bucket and removes it with all that is in it', async () => {
    const service = await sharedS3();
    const bucket = await createBucket(service);
    const { hostname, port } = new URL(service.endpoint);
    const client = new Client({ ...service, endPoint: hostname, port: Number(port), useSSL: false });
    await client.putObject(bucket.name, 'a/b', Buffer.from('x'));
    await client.initiateNewMultipartUpload(bucket.name, 'half', {});
    expect(await bucket.list()).toEqual(['a/b']);
    await bucket.remove();
    expect(await client.bucketExists(bucket.name)).toBe(false);
  });

  it('is not waited for where it takes requests and never answers', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const service = { endpoint, region: 'us-east-1', accessKey: 'key', secretKey: 'secret' };
      await expect(createBucket(service, 50)).rejects.toThrow('silent');
    } finally {
      server.close();
    }
  });
});

describe('dns', () => {
  it('answers what it was given, changes it, hangs, and ends', async () => {
    const name = '_iimp._tcp.org1.test';
    const server = await startDns({ srv: [{ name, target: 'a.org1.test', port: 1 }] }, join(folder, 'dns'));
    try {
      const resolver = new Resolver({ timeout: 500, tries: 1 });
      resolver.setServers([server.address]);
      expect(await resolver.resolveSrv(name)).toMatchObject([{ name: 'a.org1.test', port: 1, priority: 0, weight: 0 }]);
      await expect(resolver.resolve4('a.org1.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      await server.set({ addresses: { 'a.org1.test': '127.0.0.7' } });
      expect(await resolver.resolve4('a.org1.test')).toEqual(['127.0.0.7']);
      await server.pause();
      await expect(resolver.resolve4('a.org1.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
      await server.resume();
      await until('it answers again', async () => (await resolver.resolve4('a.org1.test')).length === 1);
    } finally {
      await server.stop();
    }
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(
      `port-${server.address.split(':')[1]}/`,
    );
  });
});

describe('balancer', () => {
  const echo = async (name: string): Promise<Server> => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(name));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  const ask = async (port: number): Promise<string> => {
    let text = '';
    for await (const chunk of connect(port, '127.0.0.1')) text += String(chunk);
    return text;
  };

  it('gives connections out in turn, passes over what refuses, and closes where nobody is', async () => {
    const [a, b] = [await echo('a'), await echo('b')];
    const port = await reservePort();
    const balancer = await Balancer.start(port, [portOf(a), portOf(b)]);
    const answers = [await ask(port), await ask(port), await ask(port), await ask(port)];
    expect(answers.sort()).toEqual(['a', 'a', 'b', 'b']);
    a.close();
    expect([await ask(port), await ask(port)]).toEqual(['b', 'b']);
    b.close();
    expect(await ask(port)).toBe('');
    await balancer.close();
    releasePort(port);
    expect(existsSync(folder)).toBe(true);
  });
});
