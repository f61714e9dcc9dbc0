import { reasonOf } from './reason.js';

describe('a reason', () => {
  it('is what went wrong and what that came from', () => {
    const refused = new Error('password authentication failed');
    expect(reasonOf(new Error('no database', { cause: refused }))).toBe('no database: password authentication failed');
    expect(reasonOf('thrown')).toBe('failed');
    expect(reasonOf(new Error(''))).toBe('failed');
  });

  it('is the code where the error of a connection has no words', () => {
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(reasonOf(new Error('no database', { cause: refused }))).toBe('no database: ECONNREFUSED');
    expect(reasonOf(refused)).toBe('ECONNREFUSED');
  });

  it('ends where a cause is its own', () => {
    const error = new Error('x');
    error.cause = error;
    expect(reasonOf(error)).toBe('x: x: x: x');
  });
});
