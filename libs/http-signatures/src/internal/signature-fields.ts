/** Reads `Signature-Input` and `Signature` (RFC 9421 §4): the signature under the label that the profile gives it. */
import { serializeInnerList, serializeItem, type BareItem, type Item, type Parameters } from 'structured-headers';
import { fieldValue, refuse, type HttpFields } from '../fields.js';
import { splitKeyid, type SigningKeyId } from '../keyid.js';
import { BODY_COMPONENTS, REQUEST_COMPONENTS } from '../policy.js';
import { component, type Component } from '../signature-base.js';
import { isInnerList, strictDictionary, type StrictDictionary } from './structured.js';

const SIGNATURE_BYTES = 64;

export interface SignatureFields {
  components: Component[];
  parameters: Parameters;
  /** Value of the `@signature-params` line. */
  signatureParams: string;
  signature: Uint8Array;
}

/** Whose signatures may stand beside the one that is read. */
export type Company = 'alone' | 'among others';

function withMember(fields: HttpFields, name: string, label: string, company: Company): StrictDictionary {
  const text = fieldValue(fields, name) ?? refuse(`${name}: missing`);
  const dictionary = strictDictionary(text, name);
  const { members } = dictionary;
  if (!members.has(label) || (company === 'alone' && members.size !== 1))
    refuse(`${name}: not one signature labelled ${label}`);
  return dictionary;
}

/** Those of nearly every request, so that none is made for each. */
const USUAL = new Map([...REQUEST_COMPONENTS, ...BODY_COMPONENTS].map((name) => [name as string, component(name)]));

function readComponent(item: Item): Component {
  const [name, parameters] = item;
  if (typeof name !== 'string') return refuse('signature-input: a component that is not a string');
  const usual = parameters.size === 0 ? USUAL.get(name) : undefined;
  if (usual) return usual;
  const options: { req?: boolean; key?: string } = {};
  for (const [parameter, value] of parameters) {
    if (parameter === 'req' && value === true) options.req = true;
    else if (parameter === 'key' && typeof value === 'string') options.key = value;
    else refuse(`signature-input: component "${name}" with parameter ${parameter}`);
  }
  return { ...component(name, options), identifier: serializeItem(item) };
}

/** One text for all orders of parameters: two components are the same whatever it is (RFC 9421 §2). */
function identity(read: Component): string {
  return read.req && read.key !== undefined ? component(read.name, read).identifier : read.identifier;
}

function readComponents(items: readonly Item[]): Component[] {
  const components = items.map(readComponent);
  const distinct = new Set(components.map(identity));
  return distinct.size === components.length ? components : refuse('signature-input: a component is there twice');
}

function readSignature(fields: HttpFields, label: string, company: Company): Uint8Array {
  const [value, parameters] = withMember(fields, 'signature', label, company).members.get(label)!;
  if (!(value instanceof ArrayBuffer) || parameters.size > 0) return refuse('signature: not a byte sequence');
  if (value.byteLength !== SIGNATURE_BYTES) refuse(`signature: not ${SIGNATURE_BYTES} bytes`);
  return new Uint8Array(value);
}

/** The one signature with this label of a message with header fields, parsed and nothing verified. Throws `invalid_signature`. */
export function readSignatureFields(fields: HttpFields, label: string, company: Company): SignatureFields {
  const { members, canonical } = withMember(fields, 'signature-input', label, company);
  const member = members.get(label)!;
  if (!isInnerList(member)) return refuse('signature-input: not a list of components');
  const [items, parameters] = member;
  return {
    components: readComponents(items),
    parameters,
    signatureParams: members.size === 1 ? canonical.slice(label.length + 1) : serializeInnerList(member),
    signature: readSignature(fields, label, company),
  };
}

export function stringParameter(parameters: Parameters, name: string): string {
  const value: BareItem | undefined = parameters.get(name);
  if (value === undefined) return refuse(`${name}: missing`);
  return typeof value === 'string' ? value : refuse(`${name}: not a string`);
}

export function secondsParameter(parameters: Parameters, name: string): number {
  const value = parameters.get(name);
  if (value === undefined) return refuse(`${name}: missing`);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(`${name}: not whole seconds`);
}

export function requireParameter(parameters: Parameters, name: string, expected: string): void {
  if (stringParameter(parameters, name) !== expected) refuse(`${name}: not ${expected}`);
}

export function keyIdParameter(parameters: Parameters): SigningKeyId {
  return splitKeyid(stringParameter(parameters, 'keyid')) ?? refuse('keyid: not <domain>#<key id>');
}
