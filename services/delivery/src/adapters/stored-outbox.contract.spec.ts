import { outboxContract } from './outbox.contract.testkit.js';
import { openStoredOutbox } from './stored-outbox.testkit.js';

outboxContract('in Postgres', () => openStoredOutbox());
outboxContract('in Postgres, with texts that are known', () => openStoredOutbox(true));
