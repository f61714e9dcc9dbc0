import fc from 'fast-check';
import { AddressGuard, isGlobalUnicast } from './guard.js';

describe('isGlobalUnicast', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.1.1',
    '11.0.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '198.20.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::8.8.8.8',
  ])('takes %s', (ip) => expect(isGlobalUnicast(ip)).toBe(true));

  it.each([
    // IPv4
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    // IPv6
    '::',
    '::1',
    'fe80::1',
    'febf::1',
    'fe80::1%lo',
    'fc00::1',
    'fdff::1',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '2001::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2002:808:808::1',
    '2002:7f00:1::',
    '4000::1',
    '5f00::1',
    'abcd::1',
    // IPv4 inside IPv6
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::8.8.8.8',
    '2001:0:7f00:1::1',
    // no addresses
    '',
    'localhost',
    '127.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '1.1.1',
    '1.1.1.1.1',
    '01.1.1.1',
    '256.1.1.1',
    '1.1.1.1/32',
    '[::1]',
    ' 1.1.1.1',
  ])('refuses %s', (ip) => expect(isGlobalUnicast(ip)).toBe(false));

  it('judges an IPv4-mapped address as the IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        expect(isGlobalUnicast(`::ffff:${ip}`)).toBe(isGlobalUnicast(ip));
        expect(isGlobalUnicast(`64:ff9b::${ip}`)).toBe(isGlobalUnicast(ip));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6()), (text) => typeof isGlobalUnicast(text) === 'boolean'));
  });
});

describe('AddressGuard', () => {
  it('takes listed networks and nothing beside them', () => {
    const guard = new AddressGuard(['127.0.0.0/8', 'fd00::/8']);
    expect(
      ['127.0.0.1', '127.9.9.9', '::ffff:127.0.0.1', 'fd12::1', '1.1.1.1'].filter((ip) => !guard.allows(ip)),
    ).toEqual([]);
    expect(['10.0.0.1', '::1', 'fc00::1', '169.254.1.1'].filter((ip) => guard.allows(ip))).toEqual([]);
  });

  it('says which entry is not a network', () => {
    expect(() => new AddressGuard(['10.0.0.0/8', '10.0.0.1'])).toThrow('10.0.0.1');
    expect(() => new AddressGuard(['::/129'])).toThrow(TypeError);
  });

  it('keeps the public addresses of a name and drops the others', () => {
    const guard = new AddressGuard();
    const mixed = ['10.0.0.1', '1.1.1.1', '::1'].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    expect(guard.filter('x.test', mixed)).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(() => guard.filter('x.test', mixed.slice(0, 1))).toThrow(
      expect.objectContaining({ reason: 'refused-address', detail: 'x.test has no public address' }),
    );
    expect(guard.filter('x.test', [])).toEqual([]);
  });
});
