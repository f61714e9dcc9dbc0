import fc from 'fast-check';
import { CODES, type Code } from '@iimp/protocol/codes';
import { classify, type Verdict } from './classify.js';
import type { NoAnswer, PostReport } from './ports.js';
import { makeRow } from './rows.testkit.js';

const row = makeRow({ recipients: ['bob@org2.test', 'carol@org2.test'] });
const rows = [row, makeRow(), makeRow()];
const answer = (status: number, body?: unknown, retryAfterMs?: number): PostReport => ({
  kind: 'answer',
  status,
  body,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const kindOf = (report: PostReport, of = [row]): Verdict['kind'] => classify(report, of).kind;

describe('what an answer means', () => {
  it.each<[string, number, Code | undefined, Verdict['kind']]>([
    ['a redirect', 302, undefined, 'unavailable'],
    ['204', 204, undefined, 'unavailable'],
    ['408', 408, undefined, 'unavailable'],
    ['425', 425, undefined, 'unavailable'],
    ['429', 429, 'rate_limited', 'unavailable'],
    ['429 whatever the body says', 429, 'invalid_request', 'unavailable'],
    ['502', 502, undefined, 'unavailable'],
    ['503', 503, 'unavailable', 'unavailable'],
    ['503 with a permanent code', 503, 'domain_blocked', 'unavailable'],
    ['500', 500, undefined, 'stumbled'],
    ['500 internal', 500, 'internal', 'stumbled'],
    ['500 unavailable', 500, 'unavailable', 'unavailable'],
    ['413', 413, 'too_large', 'too_large'],
    ['413 of a proxy', 413, undefined, 'too_large'],
    ['domain_blocked', 403, 'domain_blocked', 'refused'],
    ['invalid_signature', 401, 'invalid_signature', 'distrusted'],
    ['replayed_request', 401, 'replayed_request', 'distrusted'],
    ['a bare 401', 401, undefined, 'distrusted'],
    ['invalid_request', 400, 'invalid_request', 'content'],
    ['unknown_recipient', 404, 'unknown_recipient', 'content'],
    ['sender_domain_mismatch', 403, 'sender_domain_mismatch', 'content'],
    ['message_id_conflict', 409, 'message_id_conflict', 'content'],
    ['unknown_reference', 409, 'unknown_reference', 'content'],
    ['a bare 404', 404, undefined, 'content'],
    ['a bare 410', 410, undefined, 'content'],
    ['rate_limited under another status', 400, 'rate_limited', 'unavailable'],
  ])('%s', (_name, status, code, kind) => {
    expect(kindOf(answer(status, code === undefined ? undefined : { code }))).toBe(kind);
    expect(kindOf(answer(status, code === undefined ? '<html>' : { code }), rows)).toBe(kind);
  });

  it('takes each temporary status as temporary and each other 4xx as permanent (profile §6.3)', () => {
    const temporary = new Set([408, 425, 429]);
    for (let status = 400; status < 600; status++) {
      const kind = kindOf(answer(status));
      if (status >= 500 || temporary.has(status)) expect(['unavailable', 'stumbled']).toContain(kind);
      else expect(['content', 'refused', 'distrusted', 'too_large']).toContain(kind);
    }
  });

  it('keeps every code of the profile', () => {
    for (const [code, { status, temporary }] of Object.entries(CODES)) {
      const verdict = classify(answer(status, { code, detail: 'why' }), [row]);
      if (verdict.kind === 'too_large') continue;
      expect(verdict).toMatchObject({ code, detail: 'why' });
      if (verdict.kind === 'content') expect(verdict.temporary).toBe(temporary);
      else expect(['unavailable', 'stumbled']).toContain(temporary ? verdict.kind : 'unavailable');
    }
  });

  it('hands on Retry-After', () => {
    expect(classify(answer(429, undefined, 30_000), [row])).toMatchObject({ retryAfterMs: 30_000 });
    expect(classify(answer(500, undefined, 30_000), [row])).toMatchObject({ retryAfterMs: 30_000 });
  });

  it.each<[NoAnswer, Verdict['kind']]>([
    ['refused', 'unavailable'],
    ['unreachable', 'unavailable'],
    ['reset', 'unavailable'],
    ['timeout', 'unavailable'],
    ['protocol', 'unavailable'],
    ['aborted', 'void'],
  ])('no answer: %s', (reason, kind) => {
    expect(kindOf({ kind: 'failure', reason, detail: '' })).toBe(kind);
  });

  it('blames nobody for our own trouble', () => {
    expect(classify({ kind: 'trouble', detail: 'no key' }, rows)).toEqual({ kind: 'void', detail: 'no key' });
  });
});

describe('what 200 means', () => {
  const [first, second, third] = rows as [typeof row, typeof row, typeof row];

  it('of one message', () => {
    const body = {
      message_id: row.messageId,
      status: 'stored',
      unknown_recipients: ['CAROL@org2.test', 'eve@other.test'],
    };
    expect(classify(answer(200, body), [row])).toEqual({
      kind: 'results',
      results: [{ kind: 'delivered', row, unknownRecipients: ['carol@org2.test'] }],
    });
  });

  it('of a batch, in any order, with a result missing', () => {
    const results = [
      { message_id: third.messageId, status: 'rejected', code: 'unknown_reference', detail: 'later' },
      { message_id: first.messageId, status: 'duplicate' },
    ];
    expect(classify(answer(200, { results }), rows)).toMatchObject({
      kind: 'results',
      results: [
        { kind: 'delivered', row: first, unknownRecipients: [] },
        { kind: 'deferred', row: second, code: 'unavailable', holdConversation: true },
        { kind: 'deferred', row: third, code: 'unknown_reference', detail: 'later', holdConversation: false },
      ],
    });
  });

  it.each([
    ['rate_limited', true],
    ['unavailable', true],
    ['internal', true],
    ['unknown_reference', false],
    ['attachment_pending', false],
  ])('of a message that is put off with %s: others wait for it: %s', (code, holdConversation) => {
    const body = { message_id: row.messageId, status: 'rejected', code };
    expect(classify(answer(200, body), [row])).toMatchObject({
      results: [{ kind: 'deferred', code, holdConversation }],
    });
  });

  it('of a batch with refusals, known and not', () => {
    const results = [
      { message_id: first.messageId, status: 'rejected', code: 'edit_limit_exceeded' },
      { message_id: second.messageId, status: 'rejected', code: 'out_of_cheese', detail: 'no\u0000cheese' },
      { message_id: null, status: 'rejected', code: 'invalid_request', detail: 'no id' },
    ];
    expect(classify(answer(200, { results }), rows)).toMatchObject({
      results: [
        { kind: 'refused', code: 'edit_limit_exceeded' },
        { kind: 'refused', code: 'invalid_request', detail: 'out_of_cheese: no cheese' },
        { kind: 'refused', row: third, code: 'invalid_request', detail: 'no id' },
      ],
    });
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ results: [] }],
    [{ results: 'x' }],
    [{ results: [{ message_id: 'other', status: 'stored' }] }],
  ])('is not believed without results: %j', (body) => {
    expect(kindOf(answer(200, body), rows)).toBe('unavailable');
  });

  it('never throws, and never takes anything but `stored` and `duplicate` for delivered', () => {
    const entry = fc.oneof(
      fc.anything(),
      fc.record({
        message_id: fc.constantFrom(...rows.map((r) => r.messageId), 'x', null),
        status: fc.anything(),
        code: fc.anything(),
        unknown_recipients: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ results: fc.array(entry) })), (body) => {
        const verdict = classify(answer(200, body), rows);
        if (verdict.kind !== 'results') return;
        expect(verdict.results.map((result) => result.row)).toEqual(rows);
        for (const result of verdict.results) {
          if (result.kind !== 'delivered') continue;
          const told = (body as { results: { message_id?: unknown; status?: unknown }[] }).results;
          expect(told.some((one) => one?.status === 'stored' || one?.status === 'duplicate')).toBe(true);
        }
      }),
    );
  });
});
