import { type Asked, problemOf, tellAnswer, unanswered } from '../ask.js';
import { failure, type Finding, ok, warning } from '../finding.js';

/** Does the key end point tell truly that a user is not there? Asked for a name that nobody has (profile §3). */
export function judgeUserKeys(asked: Asked): Finding {
  if ('failed' in asked) return unanswered('user-keys', asked.failed);
  const seen = tellAnswer(asked);
  const cure =
    'The gateway must hand /.well-known/iimp/keys/ to the federation service, as it is and with its answers unchanged.';
  if (asked.status === 404)
    return problemOf(asked)?.code === 'unknown_user'
      ? ok('user-keys', seen, 'Who writes to a user that is not there is told so.')
      : warning(
          'user-keys',
          seen,
          'Not the answer of an IIMP server (404 unknown_user as application/problem+json): keys of real users may be missing too.',
          cure,
        );
  if (asked.status === 200)
    return failure(
      'user-keys',
      seen,
      'The server answers with 200 for a user that cannot exist: its keys mean nothing.',
      cure,
    );
  return failure('user-keys', seen, 'Keys of users cannot be read, so nobody can encrypt to them.', cure);
}
