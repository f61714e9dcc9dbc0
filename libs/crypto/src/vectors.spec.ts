import attachments from '@iimp/proto/vectors/attachments.json' with { type: 'json' };
import messages from '@iimp/proto/vectors/messages.json' with { type: 'json' };
import userKeys from '@iimp/proto/vectors/user-keys.json' with { type: 'json' };
import { checksOf, type Vectors } from './vectors.testkit.js';

const checks = checksOf({ userKeys, messages, attachments } as unknown as Vectors);

it('has all vectors', () => {
  expect(checks.length).toBeGreaterThan(60);
});

it.each(checks)('$name', ({ run }) => run());
