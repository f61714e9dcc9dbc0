import { domainOf } from '@iimp/protocol/address';
import { MemoryOutbox } from '../simulation/memory-outbox.js';
import { outboxContract } from './outbox.contract.testkit.js';

const GIVE_UP_MS = 72 * 3_600_000;

outboxContract('in memory', async () => {
  const store = new MemoryOutbox();
  let ids = 0;
  return {
    store,
    giveUpMs: GIVE_UP_MS,
    accept: async ({ recipients, conversationId, now }) => {
      const messageId = `m${++ids}`;
      for (const domain of new Set(recipients.map(domainOf))) {
        store.accept({
          domain,
          messageId,
          conversationId: conversationId ?? `c${++ids}`,
          sender: 'alice@org1.test',
          recipients: recipients.filter((recipient) => domainOf(recipient) === domain),
          json: JSON.stringify({ message_id: messageId, text: 'ü'.repeat(ids % 7) }),
          createdAt: now,
          expiresAt: now + GIVE_UP_MS,
        });
      }
      return messageId;
    },
    newConversation: () => `c${++ids}`,
    pause: async (domain, paused) => store.pause(domain, paused),
    delivery: async (messageId, domain) => {
      const { state, attempts } = store.ledger.deliveries.get(`${domain} ${messageId}`) ?? {
        state: 'missing',
        attempts: 0,
      };
      return { state, attempts };
    },
    notices: async (messageId) =>
      store.ledger.notices
        .filter((notice) => notice.messageId === messageId)
        .map(({ domain, recipients, code }) => ({ domain, recipients: [...recipients], code })),
    close: async () => undefined,
  };
});
