/** The rules of fields (proto/broker/iimp/broker/v1/rules.proto), read from the descriptors and checked on messages. */
import { getOption, hasOption, ScalarType, type DescField, type DescMessage, type DescOneof } from '@bufbuild/protobuf';
import { required, rules, type Rules } from '@iimp/proto/broker';

/** 64 bits as a text (jstype). */
const NUMBER = /^\d{1,20}$/;

type Fields = Readonly<Record<string, unknown>>;
/** Says what is wrong, with the path of the field; undefined when nothing is. */
type Check = (message: Fields, path: string) => string | undefined;

const compiled = new Map<DescMessage, Check>();

/** Checks a message, or what one is made of, against the rules of its schema. Returns what is wrong, or undefined. */
export function violation(schema: DescMessage, message: object): string | undefined {
  return checkOf(schema)(message as Fields, '');
}

function checkOf(schema: DescMessage): Check {
  const known = compiled.get(schema);
  if (known) return known;
  const checks: Check[] = [];
  compiled.set(schema, (message, path) => firstViolation(checks, message, path));
  for (const member of schema.members) {
    checks.push(
      member.kind === 'oneof' ? oneofCheck(member) : fieldCheck(member, (message) => message[member.localName]),
    );
  }
  return compiled.get(schema)!;
}

function firstViolation(checks: readonly Check[], message: Fields, path: string): string | undefined {
  for (const check of checks) {
    const wrong = check(message, path);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function oneofCheck(oneof: DescOneof): Check {
  const mustBeSet = hasOption(oneof, required) && getOption(oneof, required);
  const selected = (message: Fields): { case?: string; value?: unknown } => message[oneof.localName] ?? {};
  const members = new Map(
    oneof.fields.map((field) => [field.localName, fieldCheck(field, (message) => selected(message).value)]),
  );
  return (message, path) => {
    const { case: name } = selected(message);
    if (name === undefined) return mustBeSet ? `${path}${oneof.name} is missing` : undefined;
    return members.get(name)?.(message, path);
  };
}

function fieldCheck(field: DescField, read: (message: Fields) => unknown): Check {
  const rule = hasOption(field, rules) ? getOption(field, rules) : undefined;
  const nested = field.message && field.fieldKind !== 'map' ? field.message : undefined;
  const of = { rule, nested, isNumber: field.scalar === ScalarType.UINT64 };
  return (message, path) => {
    const value = read(message);
    const name = path + field.name;
    if (rule?.required && isAbsent(value)) return `${name} is missing`;
    if (field.fieldKind !== 'list') return elementViolation(value, name, of);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return `${name} is not a list`;
    if (rule?.maxItems && value.length > rule.maxItems) return `${name} has more than ${rule.maxItems} elements`;
    for (const [index, element] of value.entries()) {
      const wrong = elementViolation(element, `${name}[${index}]`, of);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

interface Element {
  readonly rule: Rules | undefined;
  readonly nested: DescMessage | undefined;
  /** Of 64 bits. */
  readonly isNumber: boolean;
}

function elementViolation(value: unknown, name: string, { rule, nested, isNumber }: Element): string | undefined {
  if (value === undefined) return undefined;
  if (nested) return checkOf(nested)(value as Fields, `${name}.`);
  if (isNumber && !NUMBER.test(String(value))) return `${name} is no number`;
  if (!rule?.maxLength) return undefined;
  const length = typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
  return length > rule.maxLength ? `${name} is longer than ${rule.maxLength}` : undefined;
}

/** Proto3's idea of "not there": the default value. 64-bit numbers are decimal strings here (jstype). */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0 || value === '0' || value === 0n || value === false)
    return true;
  return (Array.isArray(value) || value instanceof Uint8Array) && value.length === 0;
}
