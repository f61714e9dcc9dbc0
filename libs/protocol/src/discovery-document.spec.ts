import { checkDiscoveryDocument } from './validate.js';
import { problemOf } from './wire.testkit.js';

const KEY = `${'A'.repeat(42)}A`;
const OTHER = `${'B'.repeat(42)}A`;
const four = {
  federation_endpoint: 'https://federation.org2.test',
  api_endpoint: 'https://api.org2.test:8443/base',
  public_key: KEY,
  capabilities: [],
};
const whole = {
  version: '0.1',
  domain: 'org2.test',
  ...four,
  key_id: '2026a',
  keys: [
    { key_id: '2026a', public_key: KEY, expires_at: null },
    { key_id: '2025b', public_key: OTHER, expires_at: 1_800_000_000_000 },
  ],
  capabilities: ['batch', 'attachments', 'edits', 'receipts', 'telepathy'],
  limits: { max_batch: 50, max_body_bytes: 1_000_000, max_attachment_bytes: 5 },
};

describe('checkDiscoveryDocument (profile §2)', () => {
  it('takes a whole document as it is', () => {
    expect(checkDiscoveryDocument(whole, 'org2.test')).toEqual(whole);
    expect(checkDiscoveryDocument({ ...whole, domain: 'ORG2.test', motd: 'hi' }, 'org2.test')).toEqual(whole);
  });

  it('takes a URL whose scheme and host are in upper case', () => {
    const federation_endpoint = 'HTTPS://Federation.ORG2.test:8443/base';
    expect(checkDiscoveryDocument({ ...four, federation_endpoint }, 'org2.test')).toMatchObject({
      federation_endpoint,
    });
  });

  it('fills in a document of the four members of the specification', () => {
    const filled = {
      version: '0.1',
      domain: 'org2.test',
      ...four,
      key_id: 'default',
      keys: [{ key_id: 'default', public_key: KEY, expires_at: null }],
      limits: { max_batch: 1, max_body_bytes: 1_048_576, max_attachment_bytes: Number.MAX_SAFE_INTEGER },
    };
    expect(checkDiscoveryDocument(four, 'org2.test')).toEqual(filled);
    expect(checkDiscoveryDocument({ ...four, capabilities: ['batch'] }, 'org2.test')).toEqual(filled);
    expect(checkDiscoveryDocument(filled, 'org2.test')).toEqual(filled);
  });

  it('counts the key that signs now among the accepted ones', () => {
    const { keys } = checkDiscoveryDocument({ ...whole, keys: [whole.keys[1]] }, 'org2.test');
    expect(keys.map(({ key_id }) => key_id)).toEqual(['2026a', '2025b']);
    const noEnd = checkDiscoveryDocument({ ...whole, keys: [{ key_id: '2026a', public_key: KEY }] }, 'org2.test');
    expect(noEnd.keys).toEqual([{ key_id: '2026a', public_key: KEY, expires_at: null }]);
    const many = Array.from({ length: 64 }, (_, n) => ({ key_id: `k${n}`, public_key: OTHER }));
    const full = checkDiscoveryDocument({ ...whole, keys: many }, 'org2.test').keys.map(({ key_id }) => key_id);
    expect([full.length, full[0], full.at(-1)]).toEqual([64, '2026a', 'k62']);
  });

  it('takes the key that signs now and 63 others of any number', () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ key_id: `k${n}`, public_key: OTHER, expires_at: n }));
    const { keys } = checkDiscoveryDocument({ ...whole, key_id: 'k99', public_key: OTHER, keys: many }, 'org2.test');
    expect(keys).toEqual([many[99], ...many.slice(0, 63)]);
    const none = checkDiscoveryDocument({ ...whole, keys: [] }, 'org2.test').keys;
    expect(none).toEqual([{ key_id: '2026a', public_key: KEY, expires_at: null }]);
  });

  it('takes any number of capabilities, and an API endpoint that is none', () => {
    const capabilities = ['batch', ...Array.from({ length: 100 }, (_, n) => `x${n}`), 'y'.repeat(100)];
    for (const api_endpoint of ['', 'http://api.org2.test', 'https://org2.test:x'])
      expect(checkDiscoveryDocument({ ...whole, capabilities, api_endpoint }, 'org2.test')).toEqual({
        ...whole,
        capabilities,
        api_endpoint,
      });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'hello', 'discovery document: must be an object'],
    ['no key', { ...four, public_key: undefined }, 'public_key: missing'],
    ['a short key', { ...four, public_key: 'AAAA' }, 'public_key: not a valid base64url of 32 bytes'],
    ['another domain', { ...whole, domain: 'org3.test' }, 'domain: not org2.test'],
    ['plain http', { ...four, federation_endpoint: 'http://org2.test' }, 'federation_endpoint: not a valid https URL'],
    [
      'a user in a URL',
      { ...four, federation_endpoint: 'https://a@org2.test' },
      'federation_endpoint: not a valid https URL',
    ],
    [
      'a query in a URL',
      { ...four, federation_endpoint: 'https://org2.test/?a' },
      'federation_endpoint: not a valid https URL',
    ],
    [
      'a port that is none',
      { ...four, federation_endpoint: 'https://org2.test:x' },
      'federation_endpoint: not a valid https URL',
    ],
    ['a key id twice', { ...whole, keys: [whole.keys[0], whole.keys[0]] }, 'keys[1].key_id: there twice'],
    [
      'another key under the id',
      { ...whole, keys: [{ ...whole.keys[0], public_key: OTHER }] },
      'public_key: not that of key_id 2026a',
    ],
    ['a key id with a quote', { ...whole, key_id: 'a"b' }, 'key_id: not a valid key id'],
    ['a batch of none', { ...whole, limits: { max_batch: 0 } }, 'limits.max_batch: must be >= 1'],
    ['capabilities that are none', { ...four, capabilities: [7] }, 'capabilities[0]: must be a string'],
  ])('refuses %s', (_, value, detail) => {
    expect(problemOf(() => checkDiscoveryDocument(value, 'org2.test'))).toBe(`invalid_request: ${detail}`);
  });
});
