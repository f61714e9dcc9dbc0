/** Commands of iimpctl in the documents for operators can be typed as they stand there: none is unknown or lacks something. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtMain, repositoryRoot } from '@iimp/testbed/repository';

jest.setTimeout(120_000);

const DOCUMENTS = ['deploy/README.md', 'deploy/lifecycle.md', 'deploy/runbook.md', 'k8s/README.md'];

/** What follows `iimpctl` in code of a text, with an `x` for what is in angle brackets. */
function commandsOf(text: string): string[] {
  const found = [...text.matchAll(/`iimpctl ([^`]+)`/g), ...text.matchAll(/^ *iimpctl (.+)$/gm)];
  return found.map(([, command = '']) => command.replace(/<[^>]*>/g, 'x').trim());
}

/** What is wrong with a command: it must come as far as to ask which deployment is meant, or name a group. */
async function problemOf(command: string): Promise<string[]> {
  const output = await new Promise<string>((resolve) => {
    const options = { env: { PATH: process.env['PATH'] }, timeout: 30_000 };
    execFile(process.execPath, [builtMain('cli'), ...command.split(/\s+/)], options, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const isFine = output.startsWith('Usage: ') || output.includes('say which deployment');
  return isFine ? [] : [`iimpctl ${command}: ${output.split('\n')[0]}`];
}

async function problems(commands: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let n = 0; n < commands.length; n += 4)
    found.push(...(await Promise.all(commands.slice(n, n + 4).map(problemOf))).flat());
  return found;
}

it('are complete', async () => {
  const all = DOCUMENTS.flatMap((file) => commandsOf(readFileSync(join(repositoryRoot(), file), 'utf8')));
  // `doctor` needs no deployment: it would look at the domain.
  const commands = [...new Set(all)].filter((command) => !command.startsWith('doctor '));
  expect(commands.length).toBeGreaterThan(30);
  expect(await problems(commands)).toEqual([]);
});

it('are found wrong where something is missing or unknown', async () => {
  const text = '`iimpctl destination purge <domain>`, `iimpctl policy`, `iimpctl restore`\n   iimpctl audit\n';
  expect(await problems(commandsOf(text))).toEqual([
    "iimpctl destination purge x: error: required option '--yes' not specified",
    expect.stringMatching(/^iimpctl restore: error: unknown command/),
  ]);
});
