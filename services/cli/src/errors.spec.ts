import { NoProof } from '@iimp/administration/receipts/proof';
import { ProblemError } from '@iimp/protocol/problem';
import { told } from './errors.js';
import { UsageError } from './usage-error.js';

const away = (cause: Error): ProblemError =>
  new ProblemError('unavailable', 'The database cannot be reached', { cause });

describe('what a person is told', () => {
  it('says why, also where the error of a connection has no words', () => {
    expect(told(away(new Error('getaddrinfo ENOTFOUND db')))).toBe(
      'unavailable: The database cannot be reached: getaddrinfo ENOTFOUND db',
    );
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(told(away(refused))).toBe('unavailable: The database cannot be reached: ECONNREFUSED');
  });

  it('says nothing twice', () => {
    const cause = new Error("ENOENT: no such file or directory, open 'x'");
    expect(told(new UsageError(cause.message, { cause }))).toBe(cause.message);
    expect(told(new NoProof('the file is not JSON'))).toBe('not proven: the file is not JSON');
  });

  it('lets nothing of others reach the terminal but text', () => {
    expect(told(new ProblemError('not_found', 'no \x1b[2J\x9bhere'))).toBe('not_found: no ?[2J?here');
  });

  it('shows where a mistake of ours was made', () => {
    expect(told(new TypeError('x'))).toMatch(/^TypeError: x\n +at /);
  });
});
