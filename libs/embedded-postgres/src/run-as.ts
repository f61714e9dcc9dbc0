import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The system user the server runs as when this process is root, which Postgres refuses. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** `postgres` where that user exists, else `nobody`; undefined when this process is not root. */
export function unprivilegedUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = users.find((u) => u[0] === 'postgres') ?? users.find((u) => u[0] === 'nobody');
  if (!entry) throw new Error('Postgres does not run as root, and there is neither a user postgres nor nobody');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/**
 * The command line that runs `program` as that user. Folders above `paths` that it may not enter (root's home is 0700) are
 * passed by one capability, so that nobody has to move a checkout or a data folder.
 */
export function commandAs(
  runAs: RunAs | undefined,
  program: string,
  args: string[],
  paths: string[],
): [string, string[]] {
  if (!runAs) return [program, args];
  const ids = [`--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, '--clear-groups'];
  const closed = paths.some((path) => !reachable(dirname(resolve(path))));
  const capability = closed ? ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'] : [];
  return ['setpriv', [...ids, ...capability, program, ...args]];
}

/** Whether everybody may enter `folder` and all folders above it. */
function reachable(folder: string): boolean {
  const open = (statSync(folder).mode & 0o001) !== 0;
  const above = dirname(folder);
  return open && (above === folder || reachable(above));
}
