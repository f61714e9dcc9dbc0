import { SIGNATURE_SKEW_SECONDS } from '@iimp/protocol/limits';
import { span } from '../../output.js';
import { failure, type Finding, ok, skipped, warning } from '../finding.js';

const WARN_MS = 5_000;
const FAIL_MS = SIGNATURE_SKEW_SECONDS * 1_000;

/** Do the clocks agree? Signatures are valid for a minute around their time. */
export function judgeClock(skewMs: number | undefined): Finding {
  const ntp = 'Let both machines keep time by NTP (`timedatectl`); first find out which one is wrong.';
  if (skewMs === undefined)
    return skipped(
      'clock',
      'no answer with a Date',
      'The clocks cannot be compared.',
      'Let the gateway there send Date.',
    );
  const off = Math.abs(skewMs);
  if (off <= WARN_MS) return ok('clock', 'within 5 s of ours', 'The clocks agree.');
  const seen = `${span(off)} ${skewMs > 0 ? 'ahead of' : 'behind'} ours`;
  return off > FAIL_MS
    ? failure(
        'clock',
        seen,
        `Further apart than signatures allow (${SIGNATURE_SKEW_SECONDS} s): requests are refused with invalid_signature.`,
        ntp,
      )
    : warning('clock', seen, `Works up to ${SIGNATURE_SKEW_SECONDS} s, when signatures begin to be refused.`, ntp);
}
