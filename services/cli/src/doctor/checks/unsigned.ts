import { type Asked, problemOf, tellAnswer, unanswered } from '../ask.js';
import { failure, type Finding, ok, warning } from '../finding.js';

/** Is a request that nobody signed refused? Without that, anybody could speak for any domain (profile §6). */
export function judgeUnsigned(asked: Asked): Finding {
  if ('failed' in asked) return unanswered('unsigned', asked.failed);
  const seen = tellAnswer(asked);
  const { status } = asked;
  if (status === 401)
    return problemOf(asked)
      ? ok('unsigned', seen, 'Only signed requests get in.')
      : warning(
          'unsigned',
          seen,
          'Refused, though not with a problem document: who is refused cannot tell why.',
          'Answer by RFC 9457 with a code.',
        );
  if (status === 429 || status >= 500)
    return failure(
      'unsigned',
      seen,
      'The federation service does not work now, or is overloaded.',
      'Look at its logs and health there.',
    );
  if (status === 404 || status === 405)
    return failure(
      'unsigned',
      seen,
      'The request does not reach the federation service, which would have answered 401.',
      'The gateway must hand /federation/ to the federation service, path and Host unchanged.',
    );
  return failure(
    'unsigned',
    seen,
    status < 400
      ? 'A request without a signature gets in: anybody can speak for any domain.'
      : 'Refused, though not for its missing signature (401).',
    'Do not federate with it before this is understood; its operator must switch signatures on.',
  );
}
