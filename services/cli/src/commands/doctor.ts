import { keyidOf } from '@iimp/http-signatures/keyid';
import { isDomain } from '@iimp/protocol/address';
import { examine } from '../doctor/examine.js';
import { findOwnKey } from '../doctor/own-key.js';
import { renderReport, reportOf } from '../doctor/report.js';
import { type DoctorOptions, instruments } from '../doctor/settings.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

/** `doctor <domain>`: looks at a domain from outside. */
export function doctorCommand({ program, globals }: CommandContext): void {
  program
    .command('doctor <domain>')
    .description(
      'look at a domain as others see it: DNS, TLS, document, keys, signatures, clock; ends with 1 on a failure',
    )
    .option('--dns <ip:port,...>', 'DNS servers (default: IIMP_DNS_SERVERS, else those of the system)')
    .option('--ca <file>', 'authorities to trust besides, PEM (default: IIMP_EXTRA_CA_FILE)')
    .option('--allow-cidr <cidr,...>', 'blocks that are not public and may be reached (default: IIMP_ALLOWED_CIDRS)')
    .option('--peer <host:port>', 'where the domain is, instead of asking DNS (default: IIMP_STATIC_PEERS)')
    .option('--from <domain>', 'sign as this domain (default: the first one with a key here)')
    .option('--key-id <id>', 'sign with this key (default: the active one)')
    .option('--keys-dir <dir>', 'folder of the private keys (default: that of --data, or IIMP_DOMAIN_KEYS_DIR)')
    .option('--timeout <seconds>', 'for each request', '10')
    .action(async (name: string, options: DoctorOptions) => {
      const domain = name.toLowerCase();
      if (!isDomain(domain)) throw new UsageError(`not a domain: ${name}`);
      // The option of the same name that all commands have wins it, wherever it stands.
      const { data, ca = options.ca } = globals();
      const tools = instruments(domain, { ...options, ...(ca !== undefined && { ca }) }, process.env);
      try {
        const own = await findOwnKey(domain, { ...options, data }, process.env);
        const findings = await examine(domain, own, tools);
        const report = reportOf(domain, 'missing' in own ? null : keyidOf(own), findings, tools.now());
        const look = { colour: process.stdout.isTTY && !process.env.NO_COLOR, width: process.stdout.columns ?? 120 };
        console.log(globals().json ? JSON.stringify(report, null, 2) : renderReport(report, look));
        if (report.status === 'failure') process.exitCode = 1;
      } finally {
        await tools.client.close();
      }
    });
}
