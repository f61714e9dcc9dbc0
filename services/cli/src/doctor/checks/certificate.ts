import type { SeenTls } from '@iimp/peer/inspect-tls';
import { span, time } from '../../output.js';
import { failure, type Finding, ok, warning } from '../finding.js';

const SOON_MS = 14 * 86_400_000;
const DATES = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

const CHAINS: Readonly<Record<string, [means: string, cure: string]>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'The certificate is signed by itself: nobody vouches for it.',
    'Take one from an authority that both sides trust.',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'The chain ends at an authority that is not trusted here.',
    'If this authority is meant to be trusted, add its certificate to the file of IIMP_EXTRA_CA_FILE (--ca) after comparing it over another channel.',
  ],
};
const INCOMPLETE: [string, string] = [
  'The certificate that signed is neither sent by the server nor trusted here.',
  'There: serve the whole chain (certificate and intermediates, "fullchain"). Here, if their authority is a private one: add it to the file of IIMP_EXTRA_CA_FILE (--ca).',
];

/** Does a trusted authority vouch for the certificate? Its dates are judged by judgeExpiry. */
export function judgeChain({ chainError, certificates }: SeenTls): Finding {
  const issuers = certificates.map(({ subject }) => subject).join(' < ');
  if (chainError === undefined || DATES.includes(chainError))
    return ok('certificate-chain', issuers, 'The chain ends at an authority that is trusted here.');
  const [means, cure] = CHAINS[chainError] ?? INCOMPLETE;
  return failure(
    'certificate-chain',
    `${chainError}: ${issuers}, issued by ${certificates.at(-1)?.issuer ?? '?'}`,
    means,
    cure,
  );
}

/** Is the certificate for the domain? Not for the SRV target: DNS is not authenticated (profile §2). */
export function judgeName(name: string, { nameError, certificates }: SeenTls): Finding {
  const names = certificates[0]?.names || '(none)';
  if (nameError === undefined)
    return ok('certificate-name', `valid for ${name}`, 'The server proves that it speaks for this name.');
  return failure(
    'certificate-name',
    `not valid for ${name}; it names ${names}`,
    'The certificate must be for the domain itself, even where an SRV record points at another host.',
    `Take a certificate with ${name} among its names, and serve it to clients that say ${name} in SNI.`,
  );
}

/** Is every certificate of the chain within its dates, and for how long? */
export function judgeExpiry({ certificates }: SeenTls, now: number): Finding {
  const renew = 'Renew it there, and see why that did not happen by itself.';
  const late = certificates.find(({ validFrom }) => validFrom > now);
  if (late)
    return failure(
      'certificate-expiry',
      `${late.subject} is valid from ${time(late.validFrom)}`,
      'The certificate is not valid yet: it was issued early, or a clock is wrong (ours, or that of its authority).',
      'Compare the clocks; otherwise serve the certificate that is valid now.',
    );
  const first = [...certificates].sort((a, b) => a.validTo - b.validTo)[0];
  if (!first)
    return failure('certificate-expiry', 'no certificate', 'The server shows no certificate.', 'Configure one there.');
  const seen = `${first.subject} until ${time(first.validTo)}`;
  if (first.validTo <= now)
    return failure(
      'certificate-expiry',
      `${seen}, ${span(now - first.validTo)} ago`,
      'The certificate is expired: nobody may connect.',
      renew,
    );
  const left = span(first.validTo - now);
  if (first.validTo - now < SOON_MS)
    return warning(
      'certificate-expiry',
      `${seen}, in ${left}`,
      'It expires soon; then nothing can be exchanged.',
      renew,
    );
  return ok('certificate-expiry', `${seen}, in ${left}`, 'Valid for a good while.');
}

/** Older versions than 1.2 do not get so far. */
export function judgeVersion({ protocol }: SeenTls): Finding {
  return protocol === 'TLSv1.3'
    ? ok('tls-version', protocol, 'The present version.')
    : ok('tls-version', protocol, 'Accepted; 1.3 would be better.');
}
