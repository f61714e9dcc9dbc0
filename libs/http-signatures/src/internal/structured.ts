import { parseDictionary, serializeDictionary, type Dictionary, type InnerList, type Item } from 'structured-headers';
import { refuse } from '../fields.js';

/** More than any header of the profile needs; Node's own bound is on all headers together. */
const MAX_CHARACTERS = 8192;

export interface StrictDictionary {
  members: Dictionary;
  /** The one text that stands for these members (RFC 8941 §4.1.2). */
  canonical: string;
}

/** Without the white space that parsers allow between parts, kept inside quoted strings. */
function squeeze(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[ \t]+/g, (part) => (part.startsWith('"') ? part : ''));
}

function parse(text: string, what: string): Dictionary {
  try {
    return parseDictionary(text);
  } catch {
    return refuse(`${what}: not a structured dictionary`);
  }
}

/**
 * A dictionary in the spelling that its own members serialize to, white space aside. A parser of structured fields keeps
 * the last of two members or parameters of one name and accepts other spellings of a value: two readers could then see
 * different things under one signature, so both are refused.
 */
export function strictDictionary(text: string, what: string): StrictDictionary {
  if (text.length > MAX_CHARACTERS) refuse(`${what}: longer than ${MAX_CHARACTERS} characters`);
  const members = parse(text, what);
  const canonical = serializeDictionary(members);
  if (text !== canonical && squeeze(text) !== squeeze(canonical))
    refuse(`${what}: something is there twice or in an unusual spelling`);
  return { members, canonical };
}

export function isInnerList(member: Item | InnerList): member is InnerList {
  return Array.isArray(member[0]);
}
