import { DEFINITION_NAMES, type ShapeError, type Validator } from '@iimp/proto/validators';
import { ProblemError } from './problem.js';

const TYPES: Readonly<Record<string, string>> = { array: 'an array', object: 'an object', integer: 'an integer' };

/** `/participants/3` → `participants[3]`. */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^[0-9]+$/.test(step) ? `[${step}]` : `.${step.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\./, '');
}

function typeWords(type: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.map((name) => TYPES[String(name)] ?? (name === 'null' ? 'null' : `a ${String(name)}`)).join(' or ');
}

/** What a rule asks for, in words that never repeat the value: it may be long, or secret. */
function words({ keyword, params, schemaPath }: ShapeError): string {
  const name = DEFINITION_NAMES[schemaPath.slice(0, schemaPath.indexOf('/'))];
  switch (keyword) {
    case 'type':
      return `must be ${typeWords(params['type'])}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'minItems':
      return `fewer than ${String(params['limit'])} entries`;
    case 'maxItems':
      return `more than ${String(params['limit'])} entries`;
    case 'maxLength':
      return name === undefined ? `longer than ${String(params['limit'])} characters` : `not a valid ${name}: too long`;
    case 'minLength':
      return name === undefined
        ? `shorter than ${String(params['limit'])} characters`
        : `not a valid ${name}: too short`;
    case 'minimum':
    case 'maximum':
      return `must be ${String(params['comparison'])} ${String(params['limit'])}`;
    default:
      return name === undefined ? 'not valid' : `not a valid ${name}`;
  }
}

/** What a validator found wrong, as `participants[3]: not a valid address`. `whole` names the value itself. */
export function describeShapeErrors(errors: readonly ShapeError[] | null | undefined, whole: string): string {
  const first = errors?.[0];
  if (!first) return `${whole}: not valid`;
  const path = pathOf(first.instancePath);
  if (first.keyword === 'required') {
    const member = String(first.params['missingProperty']);
    return `${path === '' ? member : `${path}.${member}`}: missing`;
  }
  // The one choice that schemas here offer is between something and null; the first error is about the something.
  const orNull = errors.some(({ keyword }) => keyword === 'anyOf') ? ', and not null' : '';
  return `${path === '' ? whole : path}: ${words(first)}${orNull}`;
}

/**
 * The value, if it has the shape; otherwise `invalid_request` with a detail that says where and why.
 * @param whole how the detail names the value itself
 */
export function checkShape<T>(validator: Validator<T>, value: unknown, whole = 'body'): T {
  if (validator(value)) return value;
  throw new ProblemError('invalid_request', describeShapeErrors(validator.errors, whole));
}
