import { type Code, CODES, isCode, isTemporary, isTemporaryAnswer } from './codes.js';
import { ProblemError, toProblem } from './problem.js';
import { protoText } from './wire.testkit.js';
import { validateProblem } from '@iimp/proto/validators';

/** Codes and statuses as the profile's last section lists them. */
function profileCodes(): { name: string; status: number; temporary: boolean }[] {
  const section = protoText('profile.md').split('## 9. Codes')[1]!;
  const [permanent, temporary] = section.split('Temporary (T):');
  const listed = (text: string, isTemporary: boolean) =>
    [...text.matchAll(/`([a-z_]+)` (\d{3})/g)].map(([, name, status]) => ({
      name: name!,
      status: Number(status),
      temporary: isTemporary,
    }));
  return [...listed(permanent!, false), ...listed(temporary!, true)];
}

describe('codes', () => {
  it('are those of the profile, with its statuses, and some of ours that proto/README.md explains', () => {
    const ours = Object.entries(CODES).map(([name, { status, temporary }]) => ({ name, status, temporary }));
    const own = ['cursor_ahead', 'message_expired', 'forbidden', 'quota_exceeded'];
    expect(ours.filter(({ name }) => !own.includes(name))).toEqual(profileCodes());
    for (const name of own) expect(protoText('README.md')).toContain(`\`${name}\` (${CODES[name as Code].status}`);
  });

  it('that nobody knows are not temporary', () => {
    expect(isTemporary('unavailable')).toBe(true);
    expect(isTemporary('invalid_request')).toBe(false);
    for (const odd of ['', 'toString', '__proto__', 'UNAVAILABLE']) {
      expect(isTemporary(odd)).toBe(false);
      expect(isCode(odd)).toBe(false);
    }
  });

  it('are one half of what makes an answer temporary, and its status the other', () => {
    for (let status = 400; status < 600; status++) {
      const passes = [408, 425, 429].includes(status) || status >= 500;
      for (const code of [undefined, 'a_code_of_later', 'invalid_request'])
        expect([status, code, isTemporaryAnswer(status, code)]).toEqual([status, code, passes]);
      for (const code of ['unknown_reference', 'unavailable']) expect(isTemporaryAnswer(status, code)).toBe(true);
    }
  });
});

describe('problems', () => {
  it('become documents of the schema', () => {
    const problem = toProblem(new ProblemError('rate_limited', 'slow down', { retryAfterSeconds: 7 }));
    expect(validateProblem(problem)).toBe(true);
    expect(problem).toEqual({
      type: 'urn:iimp:error:rate_limited',
      title: 'Too many requests',
      status: 429,
      detail: 'slow down',
      code: 'rate_limited',
      retry_after_seconds: 7,
    });
  });

  it('tell nothing of an error that was not meant for others', () => {
    const problem = toProblem(new Error('password of the database is hunter2'));
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});
