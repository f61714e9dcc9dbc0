import type { DiscoveryDocument } from '@iimp/proto/types';
import { validateDiscoveryDocument } from '@iimp/proto/validators';
import { DOCUMENT_PATH } from '@iimp/peer/discover';
import { freshSeconds } from '@iimp/peer/well-known';
import { MAX_DISCOVERY_CACHE_MS, MIN_DISCOVERY_CACHE_MS } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkShape } from '@iimp/protocol/shape';
import { checkDiscoveryDocument } from '@iimp/protocol/validate';
import { type Answer, type Asked, jsonOf, tellAnswer, unanswered } from '../ask.js';
import { failure, type Finding, ok, warning } from '../finding.js';

const READ = `See what \`curl -i\` of the address gives; the gateway must hand ${DOCUMENT_PATH} to the federation service.`;

/** Is the document there? */
export function judgeDocument(domain: string, asked: Asked, bySrv: boolean): Finding {
  if ('failed' in asked) return unanswered('document', asked.failed);
  const { status, headers, body } = asked;
  if (status === 404 || status === 410)
    return failure(
      'document',
      tellAnswer(asked),
      bySrv
        ? 'The SRV record says that the domain federates, its server has no document: a fault that passes, so messages wait.'
        : 'No SRV record and no document: the domain does not federate, and messages to it fail at once.',
      `${READ} The federation service answers so for a Host that is none of its domains: is ${domain} one (\`iimpctl domain list\`)?`,
    );
  if (status !== 200)
    return failure(
      'document',
      tellAnswer(asked),
      'The domain cannot be looked up; messages wait and are tried again.',
      READ,
    );
  if (jsonOf(body) === undefined)
    return failure(
      'document',
      `${tellAnswer(asked)}, ${body.length} bytes that are not JSON`,
      'The domain cannot be looked up.',
      READ,
    );
  const type = headers['content-type'] ?? '';
  const seen = `200, ${body.length} bytes`;
  return /^application\/json\b/i.test(type)
    ? ok('document', seen, 'The document is there, below the 64 KiB that are read.')
    : warning(
        'document',
        `${seen}, content type "${type}"`,
        'Some servers may refuse it.',
        'Serve it as application/json.',
      );
}

/** The document, if it has the shape of one (profile §2). */
export function shapeOf({ body }: Answer): DiscoveryDocument | { invalid: string } {
  try {
    return checkShape(validateDiscoveryDocument, jsonOf(body), 'document');
  } catch (error) {
    if (error instanceof ProblemError) return { invalid: error.detail };
    throw error;
  }
}

export function judgeSchema(shape: DiscoveryDocument | { invalid: string }): Finding {
  if ('invalid' in shape)
    return failure(
      'document-schema',
      shape.invalid,
      'The document is not valid, so the domain cannot be looked up.',
      'Compare it with the profile, §2; proto/schemas/discovery-document.json is its schema.',
    );
  try {
    // What no single member tells: URLs that are none, for instance. Domain and keys are judged by checks of their own.
    const { domain: _, keys: __, ...rest } = shape;
    checkDiscoveryDocument(rest, '');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return failure('document-schema', error.detail, 'The document is not valid.', 'Correct this member.');
  }
  const { capabilities, limits } = shape;
  const seen = `version ${shape.version ?? '0.1'}, capabilities ${capabilities.join(', ') || '(none)'}`;
  if (capabilities.includes('batch') && limits?.max_batch === undefined)
    return warning(
      'document-schema',
      `${seen}, no limits.max_batch`,
      'Batches are announced and their size is not: messages come one by one, which is slow.',
      'Add limits.max_batch.',
    );
  return ok('document-schema', seen, 'The document is valid.');
}

/** Is it the document of this domain, and of no other on the same host? */
export function judgeDomain(domain: string, { domain: told }: Pick<DiscoveryDocument, 'domain'>): Finding {
  if (told === undefined)
    return ok(
      'document-domain',
      'the document names no domain',
      'Valid; naming it would show a mix-up on a shared host.',
    );
  if (told.toLowerCase() === domain) return ok('document-domain', told, 'The document is of this domain.');
  return failure(
    'document-domain',
    `the document is of ${told}`,
    `The server answers for another domain than it was asked for, so ${domain} cannot be looked up.`,
    `Hand the Host header on unchanged through the gateway, and serve ${domain} there (\`iimpctl domain list\`).`,
  );
}

/** How long others keep it: a new key is seen at the latest then, except that an unknown key id makes them ask again. */
export function judgeCache({ headers }: Pick<Answer, 'headers'>): Finding {
  const fresh = freshSeconds(headers);
  const [least, most] = [MIN_DISCOVERY_CACHE_MS / 1_000, MAX_DISCOVERY_CACHE_MS / 1_000];
  const header = headers['cache-control'];
  const seen = `${header === undefined ? 'no Cache-Control' : `Cache-Control: ${header}`}${headers['etag'] === undefined ? ', no ETag' : ''}`;
  const cure = 'Send `Cache-Control: public, max-age=3600` and an ETag.';
  if (fresh === undefined || fresh < least)
    return warning('document-cache', seen, `Others keep it for ${least} s all the same, and ask that often.`, cure);
  if (fresh > most) return warning('document-cache', seen, `Others keep it for ${most} s at most.`, cure);
  return ok('document-cache', seen, `Others keep it for ${fresh} s.`);
}
