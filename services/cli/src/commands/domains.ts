import { createPrivateKey } from 'node:crypto';
import type { Command } from 'commander';
import type { AdminDomain } from '@iimp/proto/admin-types';
import { readText } from '../deployment.js';
import { count } from '../numbers.js';
import { time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

interface KeyOptions {
  keyId?: string;
  keyFile?: string;
  publicKey?: string;
  keysDir?: string;
}

/** `domain add|list`, `domain key list|add|rotate|activate|retire`. */
export function domainCommands({ program, run, show }: CommandContext): void {
  const domain = program
    .command('domain')
    .alias('domains')
    .description('domains that this deployment serves, and their signing keys');

  keyOptions(
    domain.command('add <domain>').description('serve a domain; its first signing key is made or taken from a file'),
  ).action((name: string, options: KeyOptions) =>
    run(async ({ domains }) => {
      const { keyId } = options;
      const added = await domains.add({
        domain: name,
        ...(keyId === undefined ? {} : { key_id: keyId }),
        ...givenKey(options),
      });
      show([shownKey(added)]);
    }, options.keysDir),
  );

  domain.command('list').action(() =>
    run(async ({ domains }) => {
      const found = await domains.list();
      show(found.domains, ({ domain: name, created_at, keys }) => ({
        domain: name,
        created: time(created_at),
        signs_with: keys.find(({ state }) => state === 'active')?.key_id ?? null,
      }));
    }),
  );

  keyCommands(
    domain
      .command('key')
      .alias('keys')
      .description('signing keys; a rotation overlaps, so that requests under way stay valid'),
    { run, show },
  );
}

function keyCommands(key: Command, { run, show }: Pick<CommandContext, 'run' | 'show'>): void {
  key.command('list [domain]').action((name?: string) =>
    run(async ({ domains }) => {
      const found = name === undefined ? (await domains.list()).domains : [await domains.show(name)];
      show(
        found.flatMap(({ keys }) => keys),
        (row) => ({
          domain: row.domain,
          key_id: row.key_id,
          state: row.state,
          expires: time(row.expires_at),
          public_key: row.public_key,
        }),
      );
    }),
  );

  const adds = (verb: string, description: string, activate: boolean): void => {
    const command = keyOptions(key.command(`${verb} <domain>`).description(description));
    if (activate) overlap(command);
    command.action((name: string, options: KeyOptions & { overlap?: number }) => {
      const { keyId } = options;
      if (!keyId) throw new UsageError('name the new key: --key-id');
      return run(async ({ domains }) => {
        const overlaps = options.overlap === undefined ? {} : { overlap_days: options.overlap };
        const changed = await domains.addKey(name, { key_id: keyId, activate, ...overlaps, ...givenKey(options) });
        show([shownKey(changed, keyId)]);
      }, options.keysDir);
    });
  };
  adds('rotate', 'publish a new key; it signs when others have had time to read it (IIMP_DOMAIN_KEY_LEAD)', true);
  adds('add', 'publish a further key without signing with it yet: see activate', false);

  overlap(key.command('activate <domain> <keyId>').description('sign with an accepted key from now on')).action(
    (name: string, keyId: string, options: { overlap?: number }) =>
      run(async ({ domains }) => {
        const overlaps = options.overlap === undefined ? {} : { overlap_days: options.overlap };
        show([shownKey(await domains.activateKey(name, keyId, overlaps), keyId)]);
      }),
  );

  key
    .command('retire <domain> <keyId>')
    .description('stop accepting a key now; not the one that signs')
    .action((name: string, keyId: string) =>
      run(async ({ domains }) => show([shownKey(await domains.retireKey(name, keyId), keyId)])),
    );
}

function keyOptions(command: Command): Command {
  return command
    .option('--key-id <id>', 'name of the key (default: year and month)')
    .option(
      '--key-file <file>',
      'take this PKCS#8 Ed25519 key instead of making one; by HTTP only its public half is told',
    )
    .option(
      '--public-key <key>',
      'public half (base64url) of a key whose private half is where the services look for it',
    )
    .option('--keys-dir <dir>', 'folder of the private keys (default: IIMP_DOMAIN_KEYS_DIR, or that of --data)');
}

const overlap = (command: Command): Command =>
  command.option('--overlap <days>', 'how long the key before stays accepted (default 7)', count);

function givenKey({ keyFile, publicKey }: KeyOptions): { pem?: string; public_key?: string } {
  if (keyFile !== undefined && publicKey !== undefined)
    throw new UsageError('give --key-file or --public-key, not both');
  if (keyFile !== undefined) return { pem: readKey(keyFile) };
  return publicKey === undefined ? {} : { public_key: publicKey };
}

function readKey(file: string): string {
  const pem = readText(file);
  try {
    createPrivateKey(pem);
  } catch (error) {
    throw new UsageError(`${file} holds no private key in PEM: ${(error as Error).message}`, { cause: error });
  }
  return pem;
}

/** A key of a domain: the one named, or the one that signs. */
function shownKey({ domain, keys }: AdminDomain, keyId?: string): object {
  const key = keys.find(({ key_id, state }) => (keyId === undefined ? state === 'active' : key_id === keyId));
  return { domain, key_id: key?.key_id ?? null, state: key?.state ?? null, public_key: key?.public_key ?? null };
}
