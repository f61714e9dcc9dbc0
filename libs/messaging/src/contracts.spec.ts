import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fanoutQueue, FANOUT_QUEUE_OPTIONS, jobQueue, jobQueueOptions, quarantineQueue, rpcQueue, RPC_QUEUE_OPTIONS } from './internal/amqp/names.js'; // prettier-ignore
import { specOf, TOPOLOGY, type Pattern } from './topology.js';

const PROTO = join(__dirname, '../../../proto');

interface Channel {
  readonly address: string;
  readonly 'x-kind': string;
  readonly 'x-owner': string;
  readonly 'x-quarantine'?: string;
  readonly messages: Record<string, { $ref: string }>;
  readonly bindings: { amqp: { queue: { name: string; durable: boolean; exclusive: boolean; autoDelete: boolean } } };
}
interface Operation {
  readonly channel: { $ref: string };
  readonly reply?: { messages: { $ref: string }[] };
}
interface Document {
  readonly channels: Record<string, Channel>;
  readonly operations: Record<string, Operation>;
  readonly components: { messages: Record<string, { name: string; payload: { schema: { $ref: string } } }> };
}

const document = parse(readFileSync(join(PROTO, 'asyncapi.yaml'), 'utf8')) as Document;
const patterns = Object.keys(TOPOLOGY) as Pattern[];
const lastOf = (ref: string): string => ref.split('/').at(-1)!;

describe('asyncapi.yaml', () => {
  it('has the channels and operations of the topology, and no others', () => {
    expect(Object.keys(document.channels).sort()).toEqual([...patterns, 'reply'].sort());
    expect(
      Object.values(document.operations)
        .map(({ channel }) => lastOf(channel.$ref))
        .sort(),
    ).toEqual([...patterns].sort());
  });

  it.each(patterns)('tells the truth about %s', (pattern) => {
    const spec = specOf(pattern);
    const channel = document.channels[pattern]!;
    const message = spec.schema.name;
    expect(channel).toMatchObject({ address: pattern, 'x-kind': spec.kind, 'x-owner': spec.owner });
    expect(channel.messages).toEqual({ [message]: { $ref: `#/components/messages/${message}` } });
    expect(channel['x-quarantine']).toBe(spec.kind === 'rpc' ? undefined : quarantineQueue(pattern));
    const { name, ...flags } = channel.bindings.amqp.queue;
    const declared = { job: jobQueueOptions(pattern), rpc: RPC_QUEUE_OPTIONS, fanout: FANOUT_QUEUE_OPTIONS }[spec.kind];
    expect(flags).toEqual({
      durable: declared.durable,
      exclusive: declared.exclusive ?? false,
      autoDelete: declared.autoDelete ?? false,
    });
    const queue = { job: jobQueue, rpc: rpcQueue, fanout: () => fanoutQueue('{service}', '{instance}') }[spec.kind];
    expect(name).toBe(queue(pattern));
    const operation = Object.values(document.operations).find(({ channel: { $ref } }) => lastOf($ref) === pattern);
    expect(operation?.reply?.messages.map(({ $ref }) => lastOf($ref))).toEqual(spec.reply && [spec.reply.name]);
  });

  it('points at the messages where they are defined', () => {
    const schemas = patterns.flatMap((pattern) => [specOf(pattern).schema, specOf(pattern).reply ?? []]).flat();
    const described = Object.fromEntries(
      Object.values(document.components.messages).map(({ name, payload }) => [name, payload.schema.$ref]),
    );
    expect(described).toEqual(
      Object.fromEntries(schemas.map(({ typeName, file }) => [typeName, `broker/${file.name}.proto`])),
    );
  });
});

describe('the broker messages', () => {
  let copy: string;
  const wakeups = (): string => join(copy, 'broker/iimp/broker/v1/wakeups.proto');
  const change = (from: string, to: string): void => {
    const source = readFileSync(wakeups(), 'utf8');
    expect(source).toContain(from);
    writeFileSync(wakeups(), source.replace(from, to));
  };
  const check = (): void => {
    execFileSync(process.execPath, [join(copy, 'generate/broker.mjs'), '--check'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'iimp-proto-'));
    symlinkSync(join(PROTO, '../node_modules'), join(copy, 'node_modules'));
    cpSync(join(PROTO, 'broker'), join(copy, 'broker'), { recursive: true });
    cpSync(join(PROTO, 'generate'), join(copy, 'generate'), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  it('pass the lint and stay readable to the baseline', () => {
    expect(check).not.toThrow();
  });

  it.each([
    ['a field that changes its type', 'string origin = 2', 'bytes origin = 2'],
    ['a field that changes its number', 'string origin = 2', 'string origin = 3'],
    ['a message that is gone', 'message PolicyChanged {}', 'message FederationPolicyChanged {}'],
    ['a name against the style', 'string origin = 2', 'string originDomain = 2'],
  ])('are refused with %s', (_what, from, to) => {
    change(from, to);
    expect(check).toThrow(/wakeups\.proto/);
  });

  it('may gain a field', () => {
    change('message PolicyChanged {}', 'message PolicyChanged {\n  // Why.\n  string reason = 1;\n}');
    expect(check).not.toThrow();
  });
});
