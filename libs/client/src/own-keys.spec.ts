import { generateUserKeys } from '@iimp/crypto/keys';
import { OtherKeysPublishedError } from './errors.js';
import { FakeHome } from './fake-home.testkit.js';

describe('keys that are published', () => {
  const home = new FakeHome();
  const { open, login } = home;

  it('are not put in the place of those of another device, unless that is asked for', async () => {
    const first = await login('alice@org1.test');
    const second = await open(first.address);
    await expect(second.publishKeys()).rejects.toBeInstanceOf(OtherKeysPublishedError);
    expect(home.server.keys.get(first.address)?.identity_key).toEqual(first.secret.identityKey);
    await second.publishKeys({ replace: true });
    expect(home.server.keys.get(first.address)?.identity_key).toEqual(second.secret.identityKey);
  });

  it('change under the same identity, and what was sent before still opens', async () => {
    const [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
    const { message } = await bob.send({ to: [alice.address], text: 'before' });
    const secret = await alice.secret.withNewEncryptionKey();
    const rotated = await login('alice@org1.test', { secret });
    expect(home.server.keys.get(alice.address)?.encryption_key).toEqual(secret.encryptionKey);
    const { messages } = await rotated.history(message.conversation_id);
    expect(messages[0]?.content).toMatchObject({ text: 'before', verified: 'verified' });
    // What is encrypted to the new key would not open there.
    await expect(alice.publishKeys()).rejects.toBeInstanceOf(OtherKeysPublishedError);
  });

  it('are published by a clock that was set back, too', async () => {
    const ahead = await login('alice@org1.test', { now: () => Date.now() + 240_000 });
    const { updated_at } = home.server.keys.get(ahead.address)!;
    const secret = await ahead.secret.withNewEncryptionKey();
    await login('alice@org1.test', { secret });
    expect(home.server.keys.get(ahead.address)?.updated_at).toBe(updated_at + 1);
  });

  it('are left as they are where they are published already, unless that is asked for', async () => {
    const first = await login('alice@org1.test', { now: () => Date.now() - 60_000 });
    const published = home.server.keys.get(first.address);
    const again = await open(first.address, { secret: first.secret });
    expect(await again.publishKeys()).toEqual(published);
    expect(home.server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    expect((await again.publishKeys({ replace: true })).updated_at).toBeGreaterThan(published!.updated_at);
  });

  it('are not signed with a time that only the server says', async () => {
    const { secret, address } = await login('alice@org1.test');
    const signed = home.server.keys.get(address)!;
    const other = await generateUserKeys(address);
    for (const madeUp of [signed, other.document]) {
      home.server.keys.set(address, { ...madeUp, updated_at: 9e15 });
      const again = await open(address, { secret });
      const { updated_at } = await again.publishKeys({ replace: true });
      expect(updated_at).toBeLessThanOrEqual(Date.now());
    }
  });
});
