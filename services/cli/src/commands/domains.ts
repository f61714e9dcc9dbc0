import { readFileSync } from 'node:fs';
import { isDomain } from '@iimp/protocol/address';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import { Domains } from '@iimp/storage/domains';
import { note } from '../audited.js';
import { type Deployment, UsageError, withDeployment } from '../deployment.js';
import { print, time } from '../output.js';
import type { CommandContext } from '../program.js';

const DAY_MS = 86_400_000;

interface KeyOptions {
  keyId?: string;
  keyFile?: string;
  keysDir?: string;
}

/** `domain add|list`, `domain key add|list|activate|retire`. */
export function domainCommands({ program, globals, by }: CommandContext): void {
  const domain = program.command('domain').description('domains that this deployment serves, and their signing keys');

  keyOptions(
    domain.command('add <domain>').description('serve a domain; its first signing key is made or taken from a file'),
  ).action((name: string, options: KeyOptions) =>
    withDeployment(globals().data, async (deployment) => {
      const lower = checked(name);
      const domains = new Domains(deployment.db);
      if (await domains.add(lower, Date.now())) await note(deployment.db, by(), 'domain.add', lower);
      const active = (await domains.keys(lower)).find((key) => key.state === 'active');
      const key = active ?? (await newKey(deployment, lower, options, null));
      if (!active) await note(deployment.db, by(), 'domain-key.add', lower, { key_id: key.keyId });
      print([{ domain: lower, key_id: key.keyId, public_key: key.publicKey }], globals().json);
    }),
  );

  domain.command('list').action(() =>
    withDeployment(globals().data, async ({ db }) => {
      const rows = await new Domains(db).list();
      print(
        rows.map((row) => ({ domain: row.domain, created: time(row.createdAt) })),
        globals().json,
      );
    }),
  );

  const key = domain
    .command('key')
    .description('signing keys; a rotation overlaps, so that requests under way stay valid');

  key.command('list [domain]').action((name?: string) =>
    withDeployment(globals().data, async ({ db }) => {
      const rows = await new Domains(db).keys(name);
      print(
        rows.map((row) => ({
          domain: row.domain,
          key_id: row.keyId,
          state: row.state,
          expires: time(row.expiresAt),
          public_key: row.publicKey,
        })),
        globals().json,
      );
    }),
  );

  keyOptions(key.command('rotate <domain>').description('make a new key and sign with it'))
    .option('--overlap <days>', 'how long the key before stays accepted', '7')
    .action((name: string, options: KeyOptions & { overlap: string }) =>
      withDeployment(globals().data, async (deployment) => {
        if (!options.keyId) throw new UsageError('name the new key: --key-id');
        const made = await newKey(deployment, checked(name), options, Date.now() + Number(options.overlap) * DAY_MS);
        await note(deployment.db, by(), 'domain-key.rotate', checked(name), { key_id: made.keyId });
        print([{ domain: name, key_id: made.keyId, public_key: made.publicKey }], globals().json);
      }),
    );

  key
    .command('retire <domain> <keyId>')
    .description('stop accepting a key now; not the one that signs')
    .action((name: string, keyId: string) =>
      withDeployment(globals().data, async ({ db }) => {
        const done = await new Domains(db).retireKey(checked(name), keyId, Date.now());
        if (!done) throw new UsageError(`${name} has no such key, or it is the one that signs`);
        await note(db, by(), 'domain-key.retire', checked(name), { key_id: keyId });
      }),
    );
}

function checked(name: string): string {
  const lower = name.toLowerCase();
  if (!isDomain(lower)) throw new UsageError(`not a domain: ${name}`);
  return lower;
}

function keyOptions<T extends import('commander').Command>(command: T): T {
  return command
    .option('--key-id <id>', 'name of the key (default: year and month)')
    .option('--key-file <file>', 'take this PKCS#8 Ed25519 key instead of making one')
    .option('--keys-dir <dir>', 'folder of the private keys (default: IIMP_DOMAIN_KEYS_DIR, or that of --data)');
}

function newKey(
  deployment: Deployment,
  domain: string,
  options: KeyOptions,
  previousExpiresAt: number | null,
): Promise<{ keyId: string; publicKey: string }> {
  const directory = options.keysDir ?? deployment.keysDir;
  if (!directory) throw new UsageError('say where private keys are kept: --keys-dir, or IIMP_DOMAIN_KEYS_DIR');
  return addDomainKey({
    domains: new Domains(deployment.db),
    directory,
    domain,
    previousExpiresAt,
    now: Date.now(),
    ...(options.keyId === undefined ? {} : { keyId: options.keyId }),
    ...(options.keyFile === undefined ? {} : { pem: readFileSync(options.keyFile, 'utf8') }),
  });
}
