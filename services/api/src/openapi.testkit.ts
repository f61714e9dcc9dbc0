/** What proto/openapi/client.yaml says of answers, for who holds real ones against it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Answer {
  $ref?: string;
  description?: string;
}

type Operation = { responses: Record<string, Answer> };

const document = parse(readFileSync(join(__dirname, '../../../proto/openapi/client.yaml'), 'utf8')) as {
  paths: Record<string, Record<string, Operation | undefined>>;
  components: { responses: Record<string, Answer> };
};

/** Whether an operation may answer so. Undefined: there is no such operation. @param path below `/api/v1`, with or without its query */
export function isDocumented(method: string, path: string, status: number, code: string): boolean | undefined {
  const [asked = ''] = path.split('?');
  const template = Object.keys(document.paths).find((each) =>
    new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked),
  );
  const responses = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()]?.responses;
  if (!responses) return undefined;
  const told = responses[status] ?? responses['default'];
  const { description } = document.components.responses[told?.$ref?.split('/').at(-1) ?? ''] ?? {};
  return `${told?.description} ${description}`.includes(`\`${code}\``);
}
