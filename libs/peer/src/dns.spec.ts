import { getServers, setServers } from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packet from 'dns-packet';
import { SrvResolver } from './dns.js';
import { reply, startDns, startScriptedDns, type TestDns } from './dns-server.testkit.js';
import { resolveDomain } from './resolve.js';

/** Time stands still, but for the network. */
const stopTime = () =>
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance', 'hrtime', 'Date'] });
afterEach(() => void jest.useRealTimers());

const many = Array.from({ length: 30 }, (_, i) => `a-rather-long-name-of-a-target-${i}.many.test`);

describe('SrvResolver against dnsmasq', () => {
  let dns: TestDns;
  let resolver: SrvResolver;

  beforeAll(async () => {
    dns = await startDns({
      srv: [
        '_iimp._tcp.org2.test,Host1.org2.test,8448,10,5',
        '_iimp._tcp.org2.test,host2.org2.test,8449,20,0',
        '_iimp._tcp.none.test,.,0',
        ...many.map((target) => `_iimp._tcp.many.test,${target},443`),
      ],
      a: ['host1.org2.test=127.0.0.1', 'six.org2.test=fd00::6', 'host2.org2.test=192.0.2.7'],
    });
    resolver = new SrvResolver({ servers: [dns.server] });
  });
  afterAll(() => dns?.stop());

  it('gives targets, ports, priorities, weights and the TTL', async () => {
    const answer = await resolver.srv('_iimp._tcp.org2.test');
    expect(answer).toMatchObject({ found: true, ttlSeconds: expect.any(Number) });
    expect(answer.found && [...answer.records].sort((a, b) => a.port - b.port)).toEqual([
      { target: 'host1.org2.test', port: 8448, priority: 10, weight: 5 },
      { target: 'host2.org2.test', port: 8449, priority: 20, weight: 0 },
    ]);
  });

  it('reads an answer over TCP when it does not fit into UDP', async () => {
    const answer = await resolver.srv('_iimp._tcp.many.test');
    expect(answer.found && answer.records.map(({ target }) => target).sort()).toEqual([...many].sort());
  });

  it('tells no such name and no such record from a failure', async () => {
    await expect(resolver.srv('_iimp._tcp.nowhere.test')).resolves.toEqual({ found: false });
    await expect(resolver.srv('host1.org2.test')).resolves.toEqual({ found: false });
    // Outside its zones this server refuses to answer.
    await expect(resolver.srv('_iimp._tcp.example.org')).rejects.toMatchObject({ reason: 'dns', code: 'unavailable' });
  });

  it('needs no server to know that a name longer than DNS allows does not exist', async () => {
    const domain = `${'a.'.repeat(125)}a`;
    await expect(resolver.srv(`_iimp._tcp.${domain}`)).resolves.toEqual({ found: false });
  });

  it('resolves addresses of both families, and knows when there are none', async () => {
    await expect(resolver.addresses('host1.org2.test')).resolves.toEqual([{ address: '127.0.0.1', family: 4 }]);
    await expect(resolver.addresses('six.org2.test')).resolves.toEqual([{ address: 'fd00::6', family: 6 }]);
    const missing = { reason: 'no-such-domain', temporary: false, host: 'nowhere.test' };
    await expect(resolver.addresses('nowhere.test')).rejects.toMatchObject(missing);
    await expect(resolver.addresses('example.org')).rejects.toMatchObject({ reason: 'dns', temporary: true });
  });

  it('answers what profile §2 distinguishes', async () => {
    const kindOf = async (domain: string) => (await resolveDomain(domain, { resolver })).kind;
    expect(await kindOf('org2.test')).toBe('srv');
    expect(await kindOf('none.test')).toBe('none');
    expect(await kindOf('nowhere.test')).toBe('well-known');
    await expect(kindOf('example.org')).rejects.toMatchObject({ reason: 'dns' });
  });

  it('asks the next server when one is silent or fails', async () => {
    stopTime();
    const silent = await startScriptedDns(() => void jest.advanceTimersByTime(2_000));
    const failing = await startScriptedDns((query) => reply(query, 2));
    const patient = new SrvResolver({ servers: [silent.server, failing.server, dns.server], timeoutMs: 2_000 });
    await expect(patient.srv('_iimp._tcp.org2.test')).resolves.toMatchObject({ found: true });
    await Promise.all([silent.stop(), failing.stop()]);
  });
});

describe('SrvResolver against a server that misbehaves', () => {
  const ask = async (answer: Parameters<typeof startScriptedDns>[0], timeoutMs = 5_000) => {
    const dns = await startScriptedDns(answer);
    try {
      return await new SrvResolver({ servers: [dns.server], timeoutMs }).srv('_iimp._tcp.org2.test');
    } finally {
      await dns.stop();
    }
  };
  const srv = (name: string, target = 'evil.test'): packet.Answer => ({ type: 'SRV', name, data: { target, port: 1 } });

  it.each([
    ['SERVFAIL', (query: packet.DecodedPacket) => reply(query, 2)],
    ['REFUSED', (query: packet.DecodedPacket) => reply(query, 5)],
    ['silence', () => undefined],
    ['noise', () => Buffer.from('what is this')],
    ['a query in return', (_: packet.DecodedPacket, raw: Buffer) => raw],
    [
      'another id',
      (query: packet.DecodedPacket) => reply(query, 0, [srv('_iimp._tcp.org2.test')], (query.id ?? 0) ^ 1),
    ],
    [
      'an answer to another question',
      (query: packet.DecodedPacket) =>
        reply({ ...query, questions: [{ type: 'SRV', name: 'other.test' }] }, 0, [srv('other.test')]),
    ],
  ])('takes %s for a temporary failure', async (_, answer) => {
    await expect(ask(answer, 100)).rejects.toMatchObject({ reason: 'dns', temporary: true });
  });

  it('follows aliases inside the answer, takes the least TTL, and ignores records of other names', async () => {
    const name = '_iimp._tcp.org2.test';
    const answer = await ask((query) =>
      reply(query, 0, [
        { type: 'CNAME', name, ttl: 7, data: 'alias.test' },
        { ...srv('alias.test', 'Real.test'), ttl: 60 } as packet.Answer,
        srv('unasked.test'),
      ]),
    );
    expect(answer).toEqual({
      found: true,
      ttlSeconds: 7,
      records: [{ target: 'real.test', port: 1, priority: 0, weight: 0 }],
    });
    await expect(ask((query) => reply(query, 0, [{ type: 'CNAME', name, data: name }]))).resolves.toEqual({
      found: false,
    });
  });

  it('keeps the 64 targets that come first by priority', async () => {
    const name = '_iimp._tcp.org2.test';
    const records = Array.from({ length: 70 }, (_, i): packet.Answer => ({
      type: 'SRV',
      name,
      data: { target: `h${i}`, port: 1, priority: 69 - i },
    }));
    const answer = await ask((query) => reply(query, 0, records));
    expect(answer.found && answer.records.map(({ priority }) => priority)).toEqual(
      Array.from({ length: 64 }, (_, i) => i),
    );
  });

  it.each<[string, string]>([
    ['an escape sequence', 'evil\u001b[2J.test'],
    ['a NUL', 'evil\u0000.test'],
    ['a space', 'evil test'],
    ['letters that are no ASCII', 'bücher.test'],
    ['a letter that lower-casing would make one', '\u212aing.test'],
    ['a hyphen at the end', 'evil-.test'],
  ])('leaves out a target with %s', async (_, target) => {
    const bad = srv('_iimp._tcp.org2.test', target);
    const good = srv('_iimp._tcp.org2.test', 'Good_1.test');
    const answer = await ask((query) => reply(query, 0, [bad, good]));
    expect(answer.found && answer.records.map(({ target: name }) => name)).toEqual(['good_1.test']);
    await expect(ask((query) => reply(query, 0, [bad]))).rejects.toMatchObject({ reason: 'dns', temporary: true });
  });

  it('leaves out a target with port 0, unless it says that there is no service', async () => {
    const name = '_iimp._tcp.org2.test';
    const at = (target: string): packet.Answer => ({ type: 'SRV', name, data: { target, port: 0 } });
    await expect(ask((query) => reply(query, 0, [at('a.test')]))).rejects.toMatchObject({ reason: 'dns' });
    await expect(ask((query) => reply(query, 0, [at('.')]))).resolves.toMatchObject({ records: [{ target: '' }] });
  });

  it('takes an address of one family though the other could not be asked for, but no failure for an answer', async () => {
    const dns = await startScriptedDns((query) => {
      const question = query.questions![0]!;
      if (question.type === 'AAAA') return reply(query, 2);
      return reply(query, 0, question.name === 'a.test' ? [{ type: 'A', name: 'a.test', data: '192.0.2.1' }] : []);
    });
    const resolver = new SrvResolver({ servers: [dns.server] });
    await expect(resolver.addresses('a.test')).resolves.toEqual([{ address: '192.0.2.1', family: 4 }]);
    await expect(resolver.addresses('b.test')).rejects.toMatchObject({ reason: 'dns' });
    await dns.stop();
  });

  it.each(['', 'localhost', '127.0.0.1:0', '127.0.0.1:99999', '127.0.0.1:x', '[127.0.0.1', '::1:53x'])(
    'refuses %p as a server',
    (server) => expect(() => new SrvResolver({ servers: [server] })).toThrow('not a DNS server'),
  );

  it.each(['127.0.0.1', '127.0.0.1:53', '::1', '[::1]', '[::1]:5353'])('takes %p as a server', (server) => {
    expect(() => new SrvResolver({ servers: [server] })).not.toThrow();
  });
});

describe('SrvResolver without servers of its own', () => {
  const before = getServers();
  let dns: TestDns;
  let folder: string;

  beforeAll(async () => {
    dns = await startScriptedDns((query) => {
      const { name, type } = query.questions![0]!;
      if (name.startsWith('silent')) return undefined;
      return reply(query, 0, type === 'A' ? [{ type: 'A', name, data: '192.0.2.1' }] : []);
    });
    setServers([dns.server]);
    folder = await mkdtemp(join(tmpdir(), 'iimp-hosts-'));
  });
  afterAll(async () => {
    setServers(before);
    await dns?.stop();
    await rm(folder, { recursive: true });
  });

  it('asks those of the system for addresses, as they are', async () => {
    await expect(new SrvResolver().addresses('one-label')).resolves.toEqual([{ address: '192.0.2.1', family: 4 }]);
  });

  it('keeps no name waiting behind others whose servers are silent', async () => {
    stopTime();
    const resolver = new SrvResolver();
    const silent = Promise.allSettled(Array.from({ length: 8 }, (_, i) => resolver.addresses(`silent${i}.test`)));
    await expect(resolver.addresses('a.test')).resolves.toEqual([{ address: '192.0.2.1', family: 4 }]);
    await jest.advanceTimersByTimeAsync(20_000);
    expect((await silent).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
  });

  it('goes by the hosts file first, as it is now', async () => {
    const hostsFile = join(folder, 'hosts');
    const resolver = new SrvResolver({ hostsFile });
    const found = async (host: string) => (await resolver.addresses(host)).map(({ address }) => address);
    expect(await found('org2.test')).toEqual(['192.0.2.1']);
    await writeFile(hostsFile, '# names\n127.0.0.1 localhost\n192.0.2.7\tOrg2.test alias # ours\nfd00::7 org2.test\n');
    expect(await found('org2.test')).toEqual(['192.0.2.7', 'fd00::7']);
    expect(await found('alias')).toEqual(['192.0.2.7']);
    expect(await found('ours')).toEqual(['192.0.2.1']);
    await writeFile(hostsFile, '192.0.2.8 org2.test\n');
    expect(await found('org2.test')).toEqual(['192.0.2.8']);
    await rm(hostsFile);
    expect(await found('org2.test')).toEqual(['192.0.2.1']);
  });
});
