import { NoProof } from '@iimp/administration/receipts/proof';
import { ProblemError } from '@iimp/protocol/problem';
import { SchemaVersionError } from '@iimp/storage/schema-version';
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

  it('says in a line what the system or Postgres refuses', () => {
    const refused = Object.assign(new Error('role "olga" does not exist'), { code: '28000' });
    expect(told(refused)).toBe('role "olga" does not exist');
    expect(told(Object.assign(new Error('no such database'), { code: '3D000' }))).toBe('no such database');
    expect(told(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(told(new SchemaVersionError('run `iimpctl migrate`'))).toBe('run `iimpctl migrate`');
    // A statement that Postgres does not understand is a mistake of ours.
    expect(told(Object.assign(new Error('syntax error'), { code: '42601' }))).toMatch(/^Error: syntax error\n +at /);
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
