/**
 * The signature base of RFC 9421 §2.5: one line for each covered component, then the parameters. It knows the derived
 * components that the profile covers and every header field, with `req` and `key`; what it does not know is refused.
 */
import { parseDictionary, serializeInnerList, serializeItem, type Dictionary } from 'structured-headers';
import { fieldValue, refuse, safeText, type HttpFields } from './fields.js';
import { isInnerList } from './internal/structured.js';

/** A covered component: a field or a derived `@…` one. */
export interface Component {
  /** Lower case. */
  name: string;
  /** One member of a field that is a dictionary (RFC 9421 §2.1.2). */
  key?: string;
  /** Of the request that a response answers (RFC 9421 §2.4). */
  req?: boolean;
  /** Name and parameters as `Signature-Input` spells them. */
  identifier: string;
}

/** A covered component in its usual spelling. */
export function component(name: string, { req, key }: { req?: boolean; key?: string } = {}): Component {
  return {
    name,
    ...(req ? { req } : {}),
    ...(key === undefined ? {} : { key }),
    identifier: `"${name}"${req ? ';req' : ''}${key === undefined ? '' : `;key="${key}"`}`,
  };
}

export interface RequestParts {
  /** As sent: methods are case-sensitive. */
  method: string;
  /** Host, and port unless it is 443. */
  authority: string;
  /** As sent, not decoded. */
  path: string;
  /** As sent, without the question mark; empty when there is none. */
  query: string;
  headers: HttpFields;
}

export interface ResponseParts {
  status: number;
  headers: HttpFields;
}

export interface SignatureContext {
  /** What is signed, or with `response` the request that it answers. Of that, only what is covered needs to be there. */
  request?: Partial<RequestParts>;
  response?: ResponseParts;
}

const FIELD_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** Host in lower case, without the default port of https (RFC 9421 §2.2.3). */
export function normalAuthority(authority: string): string {
  return authority.toLowerCase().replace(/:443$/, '');
}

function derived(name: string, request: Partial<RequestParts>): string | undefined {
  switch (name) {
    case '@method':
      return request.method;
    case '@authority':
      return request.authority === undefined ? undefined : normalAuthority(request.authority);
    case '@path':
      return request.path === '' ? '/' : request.path;
    case '@query':
      return request.query === undefined ? undefined : `?${request.query}`;
    default:
      return undefined;
  }
}

function memberOf(field: string, { name, key }: Component): string | undefined {
  let members: Dictionary;
  try {
    members = parseDictionary(field);
  } catch {
    return refuse(`${name}: not a structured dictionary`);
  }
  const member = members.get(key!);
  if (member === undefined) return undefined;
  return isInnerList(member) ? serializeInnerList(member) : serializeItem(member);
}

function componentValue(component: Component, { request, response }: SignatureContext): string | undefined {
  const { name, key, req } = component;
  if (req && !response) return undefined;
  if (name.startsWith('@')) {
    if (key !== undefined) return undefined;
    if (name === '@status') return response && !req ? String(response.status) : undefined;
    return request && (req || !response) ? derived(name, request) : undefined;
  }
  const headers = response && !req ? response.headers : request?.headers;
  if (!headers || !FIELD_NAME.test(name)) return undefined;
  const field = fieldValue(headers, name);
  return field === undefined || key === undefined ? field : memberOf(field, component);
}

/**
 * The bytes to sign.
 * @param signatureParams value of the last line: the inner list with its parameters, serialized
 * @throws ProblemError `invalid_signature` when a component is not there, or not known here
 */
export function signatureBase(
  components: readonly Component[],
  signatureParams: string,
  context: SignatureContext,
): Buffer {
  let base = '';
  for (const component of components) {
    const { identifier } = component;
    const value = componentValue(component, context) ?? refuse(`${identifier}: covered, and not there`);
    base += `${identifier}: ${safeText(value, identifier)}\n`;
  }
  return Buffer.from(`${base}"@signature-params": ${signatureParams}`, 'latin1');
}
