import * as read from './values.js';

const cases: [name: string, reader: read.Reader<unknown>, good: [string, unknown][], bad: string[]][] = [
  [
    'integer',
    read.integer(1, 10),
    [
      ['1', 1],
      ['10', 10],
    ],
    ['0', '11', '1.5', '-1', '1e1', ' 1', ''],
  ],
  [
    'duration',
    read.duration(1),
    [
      ['500ms', 500],
      ['5s', 5_000],
      ['15m', 900_000],
      ['72h', 259_200_000],
      ['30d', 2_592_000_000],
    ],
    ['5', '0ms', 's', '5 s', '1w', '-1s', '99999999d'],
  ],
  [
    'bytes',
    read.bytes(1),
    [
      ['65536', 65_536],
      ['64KiB', 65_536],
      ['2GiB', 2 ** 31],
    ],
    ['0', '1KB', '64 KiB', 'x', '-1', '999999999999TiB'],
  ],
  [
    'hostPort',
    read.hostPort,
    [
      ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
      ['[::1]:8448', { host: '::1', port: 8448 }],
      ['db.test:5432', { host: 'db.test', port: 5432 }],
    ],
    ['127.0.0.1', ':80', '::1:80', '[db]:80', 'a:65536', 'a:b', 'a:80/x'],
  ],
  [
    'cidr',
    read.cidr,
    [
      ['10.0.0.0/8', { address: '10.0.0.0', prefix: 8, family: 4 }],
      ['::1', { address: '::1', prefix: 128, family: 6 }],
    ],
    ['10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', 'org.test', '10.0.0.0/'],
  ],
  [
    'origin',
    read.origin,
    [
      ['https://api.org1.test/', 'https://api.org1.test'],
      ['https://a:8443', 'https://a:8443'],
    ],
    ['https://a/b', 'ftp://a', 'a', 'https://u@a', 'https://a?b'],
  ],
  [
    'rate',
    read.rate,
    [
      ['off', undefined],
      ['200/400', { perSecond: 200, burst: 400 }],
      ['5', { perSecond: 5, burst: 5 }],
      ['60/m', { perSecond: 1, burst: 60 }],
      ['6/m/10', { perSecond: 0.1, burst: 10 }],
    ],
    ['0', '1/0', 'on', '1/2/3', '-1'],
  ],
  [
    'listOf',
    read.listOf(read.hostPort),
    [
      ['', []],
      [
        'a:1, b:2,',
        [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
      ],
    ],
    ['a:1;b:2', 'a'],
  ],
  [
    'onOff',
    read.onOff,
    [
      ['on', true],
      ['off', false],
    ],
    ['true', 'ON', ''],
  ],
  [
    'share',
    read.share,
    [
      ['0', 0],
      ['1', 1],
      ['0.01', 0.01],
      ['.5', 0.5],
      ['1.0', 1],
    ],
    ['1.1', '-0.1', '2', '1%', '', '1e-3'],
  ],
  [
    'headers',
    read.headers,
    [
      ['', {}],
      ['Authorization=Bearer%20x, x-org=a=b', { authorization: 'Bearer x', 'x-org': 'a=b' }],
    ],
    ['token', '=x', 'a b=c', 'a=%zz', 'a=b c'],
  ],
  ['oneOf', read.oneOf('open', 'closed'), [['open', 'open']], ['OPEN', '']],
  [
    'url',
    read.url('postgres:'),
    [['postgres:///db?host=/run', 'postgres:///db?host=/run']],
    ['http://x', 'postgres', ''],
  ],
];

describe.each(cases)('%s', (_name, reader, good, bad) => {
  it.each(good)('reads %s', (text, value) => expect(reader(text)).toEqual(value));
  it.each(bad.map((text) => [text]))('refuses %j', (text) => expect(() => reader(text)).toThrow(/^must be/));
});

it('reads peers', () => {
  const table = read.peers('org2.test=127.0.0.1:8448,org3.test=[::1]:1');
  expect([...table]).toEqual([
    ['org2.test', { host: '127.0.0.1', port: 8448 }],
    ['org3.test', { host: '::1', port: 1 }],
  ]);
  for (const bad of ['org2.test', 'Org2.test=a:1', '=a:1', 'org2.test=a', 'a=b=c:1'])
    expect(() => read.peers(bad)).toThrow();
});
