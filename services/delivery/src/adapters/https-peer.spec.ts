import type { Signer } from '@iimp/platform/domain-keyring';
import { HttpsPeer, type HttpsPeerDeps } from './https-peer.js';

it('says for which domain of ours it cannot sign, and why', () => {
  const keyring = {
    signer: (domain: string): Signer => {
      if (domain === 'keyless.test') throw new Error(`this server cannot sign for ${domain} now`);
      return {} as Signer;
    },
  };
  const peer = new HttpsPeer({ keyring } as unknown as HttpsPeerDeps);
  expect(peer.unsigned('keyless.test')).toBe('this server cannot sign for keyless.test now');
  expect(peer.unsigned('org1.test')).toBeUndefined();
});
