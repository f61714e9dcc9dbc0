import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CODES, isCode } from './codes.js';
import { MAX_ATTACHMENTS, MAX_PARTICIPANTS, MIN_PARTICIPANTS } from './limits.js';
import { PROTO, protoText } from './wire.testkit.js';

interface Response {
  $ref?: string;
  description?: string;
}
interface Operation {
  operationId: string;
  responses: Record<string, Response>;
}
interface Api {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Response> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const APIS = ['client', 'federation', 'admin'].map((name) => parse(protoText(`openapi/${name}.yaml`)) as Api);

/** `GET /sync` and so on, with what they answer. */
function operationsOf({ paths }: Api): { name: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation: item[method]!,
    })),
  );
}

const operations = APIS.flatMap(operationsOf);
const codesIn = (text: string): string[] => [...text.matchAll(/`([a-z]+(?:_[a-z]+)*)`/g)].map(([, code]) => code!);

it('the schema of messages has the bounds that limits.ts tells', () => {
  const { properties } = JSON.parse(protoText('schemas/message.json')) as {
    properties: Record<string, { minItems?: number; maxItems?: number }>;
  };
  expect(properties).toMatchObject({
    participants: { minItems: MIN_PARTICIPANTS, maxItems: MAX_PARTICIPANTS },
    encrypted_keys: { maxItems: MAX_PARTICIPANTS },
    attachments: { maxItems: MAX_ATTACHMENTS },
  });
});

describe('the OpenAPI documents', () => {
  it('are valid, and every $ref leads somewhere', () => {
    expect(execFileSync(process.execPath, [join(PROTO, 'check.mjs')], { encoding: 'utf8' })).toContain('hold together');
  });

  it('name every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('hold every request that the profile names', () => {
    const profile = protoText('profile.md');
    const [federation, client] = [profile.split('## 7.')[0]!, profile.split('## 7.')[1]!.split('## 8.')[0]!];
    const named = (text: string, prefix: string) =>
      [...text.matchAll(/`(GET|POST|PUT) (\/?[a-z0-9.{}/_-]+)/g)].map(
        ([, method, path]) => `${method} ${prefix}${path}`,
      );
    const ours = new Set(operations.map(({ name }) => name));
    const theirs = [...named(client, '/'), ...named(federation, '')];
    expect(theirs.length).toBeGreaterThan(15);
    expect(theirs.filter((name) => !ours.has(name))).toEqual([]);
    expect(ours).toContain('GET /.well-known/iimp');
  });

  it.each(operations)('answer errors of $name by problems, each code with its status', ({ operation }) => {
    for (const [status, { $ref, description }] of Object.entries(operation.responses)) {
      if (status === 'default') expect($ref).toBe('#/components/responses/Temporary');
      // 416 is answered by RFC 9110's rules, without a code.
      if (!/^[45]/.test(status) || status === '416') continue;
      expect($ref).toBe('#/components/responses/Problem');
      const codes = codesIn(description ?? '').filter(isCode);
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect([code, CODES[code].status]).toEqual([code, Number(status)]);
    }
    expect(Object.keys(operation.responses)).toContain('default');
  });

  it('use every code, and none that there is not', () => {
    const texts = APIS.flatMap((api) => [
      ...operationsOf(api).flatMap(({ operation }) => Object.values(operation.responses)),
      ...Object.values(api.components.responses),
    ]).map(({ description }) => description ?? '');
    const snake = texts.flatMap(codesIn).filter((word) => word.includes('_') && word !== 'unknown_recipients');
    expect(snake.filter((word) => !isCode(word))).toEqual([]);
    const used = new Set(texts.flatMap(codesIn).filter(isCode));
    expect(Object.keys(CODES).filter((code) => !used.has(code as never))).toEqual([]);
  });
});
