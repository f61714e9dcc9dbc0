import type { DiscoveryDocument } from '@iimp/proto/types';
import { span, time } from '../../output.js';
import { failure, type Finding, ok, warning, worst } from '../finding.js';

const SOON_MS = 14 * 86_400_000;

type Keys = Pick<DiscoveryDocument, 'public_key' | 'key_id' | 'keys'>;

/** Are the domain's signing keys in order? The gravest finding wins. */
export function judgeKeys(document: Keys, now: number): Finding {
  const signing = judgeSigningKey(document, now);
  return worst([signing, ...judgeTwice(document), ...judgeOthers(document, now)]);
}

function judgeSigningKey({ public_key, key_id = 'default', keys }: Keys, now: number): Finding {
  const listed = keys?.find((key) => key.key_id === key_id);
  if (listed && listed.public_key !== public_key)
    return failure(
      'keys',
      `public_key is another key than keys has under ${key_id}`,
      'Nobody can tell which one signs: the document is refused.',
      'Publish the same key in both places; a new key takes a new key id.',
    );
  if (keys && !listed)
    return warning(
      'keys',
      `the key that signs now, ${key_id}, is not among keys (${keys.map((key) => key.key_id).join(', ')})`,
      'Some servers look into keys alone, and refuse what this key signs.',
      'List every key that is accepted in keys, the one that signs too.',
    );
  const expires = listed?.expires_at ?? null;
  if (expires === null)
    return ok('keys', `${key_id} signs, ${Math.max(keys?.length ?? 1, 1)} accepted`, 'Signatures can be verified.');
  const seen = `${key_id} signs, until ${time(expires)}`;
  const cure = 'Rotate it there: `iimpctl domain key rotate <domain> --key-id <new id>`.';
  if (expires <= now)
    return failure('keys', seen, 'The key that signs is expired: all that the domain sends is refused.', cure);
  const left = span(expires - now);
  return expires - now < SOON_MS
    ? warning(
        'keys',
        `${seen}, in ${left}`,
        'The key that signs expires soon; then all that the domain sends is refused.',
        cure,
      )
    : ok('keys', `${seen}, in ${left}`, 'Signatures can be verified.');
}

function judgeTwice({ keys = [] }: Keys): Finding[] {
  const twice = keys.map((key) => key.key_id).find((id, index, all) => all.indexOf(id) !== index);
  if (twice === undefined) return [];
  const means = 'Which one is meant cannot be told: the document is refused.';
  return [failure('keys', `the key id ${twice} is there twice`, means, 'Give each key its own id.')];
}

function judgeOthers({ key_id = 'default', keys = [] }: Keys, now: number): Finding[] {
  const over = keys
    .filter((key) => key.key_id !== key_id && (key.expires_at ?? Infinity) <= now)
    .map((key) => key.key_id);
  if (over.length === 0) return [];
  const means = 'Harmless: nothing that they sign is accepted any more.';
  return [warning('keys', `expired and still listed: ${over.join(', ')}`, means, 'Take them out of the document.')];
}
