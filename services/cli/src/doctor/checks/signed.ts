import { type Asked, type Answer, problemOf, tellAnswer, unanswered } from '../ask.js';
import { failure, type Finding, ok, warning } from '../finding.js';

/** What each refusal of a signed request says about the two sides (profile §6, §9). `us` is the domain that signed. */
const REFUSALS: Readonly<Record<string, (us: string) => [means: string, cure: string]>> = {
  invalid_signature: (us) => [
    'The peer does not accept our signature: it finds another key than we sign with, or none; or its clock differs; or a gateway changes Host, path or headers on the way.',
    `Run \`iimpctl doctor ${us}\` from outside: the key that we sign with must be in our own document. Compare the clocks (check "clock"). Keep Host, path and query unchanged in every gateway.`,
  ],
  replayed_request: () => [
    'The peer has seen the nonce of a request that was made just now: something between sends requests twice.',
    'Switch off retries of requests in proxies on the way.',
  ],
  domain_blocked: (us) => [
    `The policy of the peer does not let ${us} federate: it is blocked there, or not on the list of those allowed.`,
    `Ask their operator to run \`iimpctl policy allow ${us}\` or \`unblock ${us}\`.`,
  ],
  rate_limited: () => [
    'The peer limits us, or the address that we come from.',
    'Wait for its Retry-After; ask their operator about the limit (IIMP_RATE_DOMAIN).',
  ],
  unavailable: (us) => [
    `The peer cannot verify us now: it cannot look ${us} up (our DNS or our document, as seen from there), it read our document before our key was in it (it asks again a minute later), or its database is down.`,
    `Look again in a minute. Run \`iimpctl doctor ${us}\` from their network. If all is well there, their operator looks at \`discovery\` and at /health/ready.`,
  ],
  internal: () => ['A fault of the peer.', 'Their operator finds it in the log of the federation service.'],
  invalid_request: () => [
    'The peer does not understand the request: a gateway changes it, or it speaks another version.',
    'Compare what is sent and what arrives.',
  ],
};

/**
 * Does the peer find and verify our key? Asked for an attachment that does not exist: `not_found` comes only after the signature was
 * accepted.
 */
export function judgeSigned(asked: Asked, us: string): Finding {
  if ('failed' in asked) return unanswered('signed', asked.failed);
  const seen = tellAnswer(asked);
  const problem = problemOf(asked);
  const [means, cure] = REFUSALS[problem?.code ?? '']?.(us) ?? byStatus(asked);
  if (problem?.code === 'rate_limited') return warning('signed', seen, means, cure);
  if (asked.status !== 404 || problem?.code !== 'not_found') return failure('signed', seen, means, cure);
  return ok('signed', seen, `The peer has found the key of ${us} and verified our signature.`);
}

/** Is a request refused that another key than ours has signed in our name? Only so does "not_found" prove anything. */
export function judgeForged(asked: Asked, us: string): Finding {
  if ('failed' in asked) return unanswered('forged', asked.failed);
  const seen = tellAnswer(asked);
  if (asked.status === 401) return ok('forged', seen, `The peer verifies: nobody else can speak for ${us}.`);
  if (asked.status === 404 || asked.status < 400)
    return failure(
      'forged',
      seen,
      'A request with a wrong signature is answered like one with a right one: the peer does not verify, or does not serve this domain here.',
      'Do not federate with it before this is understood. The gateway must hand /federation/ and the Host header on unchanged to a service that serves this domain.',
    );
  const [means, cure] = REFUSALS[problemOf(asked)?.code ?? '']?.(us) ?? byStatus(asked);
  return warning('forged', seen, `Refused, though not for its signature. ${means}`, cure);
}

function byStatus({ status }: Answer): [means: string, cure: string] {
  if (status < 400)
    return [
      'Such an attachment does not exist, so this is no answer of the federation service.',
      'The gateway must hand /federation/ to the federation service.',
    ];
  if (status >= 500)
    return ['The gateway there does not reach its federation service.', 'Their operator looks at both.'];
  return [
    'Not an answer of an IIMP server.',
    'The gateway must hand /federation/ to the federation service, with its answers unchanged.',
  ];
}
