import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Dockerfile } from 'dockerfile-ast';
import { repositoryRoot } from '@iimp/testbed/repository';

export interface Instruction {
  keyword: string;
  /** What follows, variables and continued lines as written. */
  text: string;
}

/** What an image is when it runs. */
export interface Image {
  /** ENTRYPOINT and CMD. */
  command: string[];
  environment: Record<string, string>;
  user: string | undefined;
  /** All instructions, those of the stages below it first. */
  instructions: Instruction[];
}

export const dockerfileText = (): string => readFileSync(join(repositoryRoot(), 'deploy/Dockerfile'), 'utf8');

interface Stage {
  name: string;
  from: string;
  instructions: Instruction[];
}

export function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text.split('\n');
  const dockerfile: Dockerfile = DockerfileParser.parse(text);
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    const { start, end } = instruction.getRange();
    // Comments between continued lines are not part of it.
    const written = lines.slice(start.line, end.line + 1).filter((each) => !each.startsWith('#'));
    const content = written
      .join('\n')
      .replace(/\\\n\s*/g, ' ')
      .slice(keyword.length)
      .trim();
    if (keyword === 'FROM') {
      const [from = '', name = ''] = content.split(/\s+AS\s+/);
      stages.push({ name, from, instructions: [] });
    } else stages.at(-1)?.instructions.push({ keyword, text: content });
  }
  return stages;
}

/** An image by its target. */
export function imageOf(target: string, text = dockerfileText()): Image {
  const stages = stagesOf(text);
  const below = (name: string): Instruction[] => {
    const stage = stages.find((each) => each.name === name);
    return stage ? [...below(stage.from), ...stage.instructions] : [];
  };
  const instructions = below(target);
  if (instructions.length === 0) throw new Error(`deploy/Dockerfile has no target ${target}`);
  const last = (keyword: string) => instructions.findLast((each) => each.keyword === keyword)?.text;
  const list = (json: string | undefined): string[] => (json === undefined ? [] : (JSON.parse(json) as string[]));
  const environment = instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text: line }) => line.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const entrypoint = list(last('ENTRYPOINT'));
  // The arguments of a job take the place of CMD.
  const command = entrypoint.length > 0 ? entrypoint : list(last('CMD'));
  return { command, environment: Object.fromEntries(environment), user: last('USER'), instructions };
}
