/** What docker-compose.yml says of a service, and what can run it. */

export interface ComposeService {
  image: string;
  user?: string;
  build?: { context: string; dockerfile: string; target: string };
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string; restart?: boolean }>;
  networks?: string[] | Record<string, { aliases?: string[]; ipv4_address?: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  tmpfs?: string[];
  [other: string]: unknown;
}

/** One start of a service's program. */
export interface Start {
  service: ComposeService;
  /** After the image's own. */
  args: readonly string[];
  /** All variables of ours, the image's too. */
  env: Readonly<Record<string, string>>;
  /** Where a named volume is on this machine. */
  folderOf(volume: string): string;
}

export interface Command {
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface Images {
  /** What to run for a container of this service. Makes the image, and the folders of its volumes, where they are not there. */
  command(start: Start): Promise<Command>;
}

export interface Mount {
  volume: string;
  path: string;
  isReadOnly: boolean;
}

/** Named volumes alone: our services have no other. */
export function mountsOf({ volumes = [] }: ComposeService): Mount[] {
  return volumes.map((each) => {
    const [volume, path, mode] = each.split(':') as [string, string, string?];
    return { volume, path, isReadOnly: mode === 'ro' };
  });
}
