import { inspectTls, type InspectTlsOptions, type SeenTls } from '@iimp/peer/inspect-tls';
import { PeerError } from '@iimp/peer/peer-error';
import { failure, type Finding, ok, warning } from '../finding.js';

/** One try to reach one address. */
export type Attempt = { address: string } & ({ tls: SeenTls } | { code: string; detail: string });

export async function tryAddress(
  target: { address: string; port: number; name: string },
  options: InspectTlsOptions,
): Promise<Attempt> {
  const { address } = target;
  try {
    return { address, tls: await inspectTls(target, options) };
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    return { address, code: codeOf(error), detail: error.detail };
  }
}

function codeOf(error: PeerError): string {
  if (error.reason === 'timeout') return 'ETIMEDOUT';
  return (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.reason;
}

/** This machine has no way there, whatever the peer does: IPv6 from a network without it. */
const NO_WAY_FROM_HERE = ['ENETUNREACH', 'EADDRNOTAVAIL'];

const MEANINGS: Readonly<Record<string, [means: string, cure: string]>> = {
  ECONNREFUSED: [
    'The machine is there, and nothing listens on this port.',
    'Start the gateway or the federation service there, or correct the port in the SRV record.',
  ],
  ETIMEDOUT: [
    'Nothing answers: a firewall drops the packets, or the machine is gone.',
    'Open this port in the firewalls of both sides (from the addresses that `delivery` and `discovery` send from).',
  ],
  EHOSTUNREACH: ['The network has no way to the machine.', 'Check the address in DNS, and the routes of both sides.'],
  ECONNRESET: [
    'The other side hangs up during the handshake: mostly a firewall that looks into TLS, or a server without a certificate for this name.',
    'Look at the log of the gateway there; SNI is the domain itself, not the SRV target.',
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'The port does not speak TLS (plain HTTP, mostly).',
    'Put TLS on this port, or correct the port in the SRV record.',
  ],
  ...Object.fromEntries(
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'].map((code) => [
      code,
      ['The server speaks no TLS 1.2 or later, and older versions are not accepted.', 'Allow TLS 1.3 and 1.2 there.'],
    ]),
  ),
};

/** Can every address of a target be connected to, up to the end of the TLS handshake? */
export function judgeConnection(attempts: readonly Attempt[]): Finding {
  const failed = attempts.flatMap((attempt) => ('tls' in attempt ? [] : [attempt]));
  const reached = attempts.filter((attempt) => 'tls' in attempt).map(({ address }) => address);
  const theirs = failed.filter(({ code }) => !NO_WAY_FROM_HERE.includes(code));
  const told = failed.map(({ detail }) => detail).join('; ');
  if (reached.length > 0 && theirs.length === 0) {
    const aside =
      failed.length > 0 ? ` (${failed.map(({ address }) => address).join(', ')}: no way there from this machine)` : '';
    return ok('connection', `TLS with ${reached.join(', ')}${aside}`, 'The host can be reached from here.');
  }
  const [means, cure] = MEANINGS[(theirs[0] ?? failed[0])?.code ?? ''] ?? [
    'The host cannot be connected to from here.',
    'Look at the gateway there, and at the way between.',
  ];
  return reached.length > 0
    ? warning(
        'connection',
        `${reached.join(', ')} answers, but ${told}`,
        `${means} Each try that meets this address first takes longer.`,
        cure,
      )
    : failure('connection', told, means, cure);
}
