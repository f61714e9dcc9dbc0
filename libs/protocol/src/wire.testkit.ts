import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, UserKeysDocument } from '@iimp/proto/types';
import { newId } from './ids.js';
import { ProblemError } from './problem.js';

/** By path: Nx would take `require.resolve` for lazy loading, and then forbid the imports of every other file. */
export const PROTO = join(__dirname, '../../../proto');

/** Text of a file of proto/. */
export function protoText(path: string): string {
  return readFileSync(join(PROTO, path), 'utf8');
}

export interface MessageVectors {
  good: { message: Message; header_jcs: string }[];
  bad: { why: string; message: Message }[];
}
export interface UserKeysVectors {
  users: { document: UserKeysDocument }[];
  bad: { why: string; document: UserKeysDocument }[];
}

export const messageVectors = (): MessageVectors => JSON.parse(protoText('vectors/messages.json')) as MessageVectors;
export const userKeysVectors = (): UserKeysVectors =>
  JSON.parse(protoText('vectors/user-keys.json')) as UserKeysVectors;

/** When the messages of `validMessage` are made, milliseconds. */
export const NOW = 1_800_000_000_000;

/** A message that every check accepts at `NOW`, from alice to bob. */
export function validMessage(overrides: Partial<Message> = {}): Message {
  const participants = overrides.participants ?? ['alice@org1.test', 'bob@org2.test'];
  return {
    message_id: newId(NOW),
    conversation_id: newId(NOW),
    sender: 'alice@org1.test',
    timestamp: NOW,
    type: 'text',
    reference: null,
    encrypted_payload: `A${'Q'.repeat(60)}QEA`,
    encrypted_keys: participants.map((recipient) => ({ recipient, encrypted_key: 'A'.repeat(107) })),
    ...overrides,
    participants,
  };
}

/** The ProblemError that a function throws, as `code: detail`; fails when there is none. */
export function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
