import fc from 'fast-check';
import type { Message } from '@iimp/proto/types';
import { contentDigestText as text } from './digest.js';
import { newId } from './ids.js';
import { validMessage } from './wire.testkit.js';

describe('what "the same content" means (profile §4)', () => {
  const m = validMessage({ signature: `${'A'.repeat(85)}A` });

  it('is not changed by keys, order of participants, or an empty list', () => {
    expect(text({ ...m, encrypted_keys: [] })).toBe(text(m));
    expect(text({ ...m, participants: [...m.participants].reverse() })).toBe(text(m));
    expect(text({ ...m, attachments: [] })).toBe(text(m));
  });

  it('is changed by anything else', () => {
    const changes: Partial<Message>[] = [
      { message_id: newId() },
      { conversation_id: newId() },
      { sender: 'bob@org2.test' },
      { participants: [...m.participants, 'carol@org3.test'] },
      { timestamp: m.timestamp + 1 },
      { type: 'edit' },
      { reference: newId() },
      { encrypted_payload: `${m.encrypted_payload}AAAA` },
      { attachments: [{ attachment_id: newId(), size: 1, sha256: '0'.repeat(64) }] },
      { signature: `B${'A'.repeat(85)}` },
    ];
    for (const change of changes) expect(text({ ...m, ...change })).not.toBe(text(m));
    const { signature: _, ...unsigned } = m;
    expect(text(unsigned)).not.toBe(text(m));
  });

  it('keeps payload and signature apart', () => {
    const b64 = fc.string({ unit: fc.constantFrom(...'AB'), maxLength: 4 });
    fc.assert(
      fc.property(b64, b64, b64, b64, (p1, s1, p2, s2) => {
        const same = p1 === p2 && s1 === s2;
        const of = (encrypted_payload: string, signature: string) => text({ ...m, encrypted_payload, signature });
        expect(of(p1, s1) === of(p2, s2)).toBe(same);
      }),
    );
  });
});
