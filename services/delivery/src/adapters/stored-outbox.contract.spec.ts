import { outboxContract } from './outbox.contract.testkit.js';
import { openStoredOutbox } from './stored-outbox.testkit.js';

outboxContract('in Postgres', () => openStoredOutbox());
