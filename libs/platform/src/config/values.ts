/**
 * How the text of a variable becomes a value. Each reader throws an Error that says what the text should be, and never repeats
 * the text, which may be a secret.
 */
import { isDomain } from '@iimp/protocol/address';
import { isIP } from 'node:net';

export type Reader<T> = (text: string) => T;

export interface HostPort {
  host: string;
  port: number;
}

/** A token bucket: refilled at `perSecond`, holding at most `burst`. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** A block of addresses. */
export interface Cidr {
  address: string;
  prefix: number;
  family: 4 | 6;
}

function no(what: string): never {
  throw new Error(what);
}

export const text: Reader<string> = (value) => value;

export function secret(minBytes: number): Reader<string> {
  return (value) => (Buffer.byteLength(value) < minBytes ? no(`must have at least ${minBytes} bytes`) : value);
}

export function integer(min: number, max: number): Reader<number> {
  return (value) => {
    const number = /^[0-9]{1,15}$/.test(value) ? Number(value) : NaN;
    return number >= min && number <= max ? number : no(`must be a whole number from ${min} to ${max}`);
  };
}

export function oneOf<const T extends string>(...choices: T[]): Reader<T> {
  return (value) => choices.find((choice) => choice === value) ?? no(`must be one of ${choices.join(', ')}`);
}

/** A URL of one of the schemes (`https:`, …), given back as it was written. */
export function url(...schemes: string[]): Reader<string> {
  return (value) =>
    URL.canParse(value) && schemes.includes(new URL(value).protocol)
      ? value
      : no(`must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
}

/** Like `https://api.example.org`: no path, no query. Given back without a slash at the end. */
export const origin: Reader<string> = (value) => {
  const bare = value.replace(/\/$/, '');
  return URL.canParse(bare) && /^https?:\/\/[^/?#@]+$/.test(bare)
    ? bare
    : no('must be like https://api.example.org, without a path');
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `5s`, `15m`, `72h`, `30d`: milliseconds. */
export function duration(minMs: number, maxMs = 3_660 * 86_400_000): Reader<number> {
  return (value) => {
    const [, digits, unit] = /^([0-9]{1,12})(ms|s|m|h|d)$/.exec(value) ?? [];
    const ms = Number(digits) * (UNITS[unit ?? ''] ?? NaN);
    return ms >= minMs && ms <= maxMs ? ms : no(`must be a time like 500ms, 5s, 15m, 72h or 30d, at least ${minMs} ms`);
  };
}

/** `off` is 0. */
export function orOff(reader: Reader<number>): Reader<number> {
  return (value) => (value === 'off' ? 0 : reader(value));
}

const SIZES: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** `65536`, `64KiB`, `100MiB`, `2GiB`: bytes. */
export function bytes(min: number): Reader<number> {
  return (value) => {
    const [, digits, unit] = /^([0-9]{1,12})(KiB|MiB|GiB|TiB|)$/.exec(value) ?? [];
    const size = Number(digits) * (SIZES[unit ?? '-'] ?? NaN);
    return size >= min && Number.isSafeInteger(size)
      ? size
      : no(`must be a size like 65536, 64KiB or 2GiB, at least ${min}`);
  };
}

/** `127.0.0.1:8448`, `[::1]:8448`, `name:8448`; port 0 asks for any free one. */
export const hostPort: Reader<HostPort> = (value) => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]\s/]+)):([0-9]{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) no('must be host:port');
  if (bracketed !== undefined && isIP(bracketed) !== 6) no('must be host:port, an IPv6 address in brackets');
  return { host, port: Number(port) };
};

/** `10.0.0.0/8`, `fd00::/8`, `127.0.0.1`. */
export const cidr: Reader<Cidr> = (value) => {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : /^[0-9]{1,3}$/.test(bits) ? Number(bits) : NaN;
  if ((family !== 4 && family !== 6) || rest.length > 0 || !(prefix <= most))
    no('must be an address block like 10.0.0.0/8');
  return { address, prefix, family };
};

/** Values with commas between them; nothing is an empty list. */
export function listOf<T>(one: Reader<T>): Reader<T[]> {
  return (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(one);
}

/** `org2.test=127.0.0.1:8448,…` */
export const peers: Reader<ReadonlyMap<string, HostPort>> = (value) =>
  new Map(
    listOf((pair): [string, HostPort] => {
      const [domain = '', target = '', ...rest] = pair.split('=');
      if (!isDomain(domain) || rest.length > 0) no('must be like org2.test=127.0.0.1:8448,org3.test=10.0.0.7:8448');
      return [domain, hostPort(target)];
    })(value),
  );

/** `200/400` (200 a second, 400 at once), `10/m` (10 a minute), `10/m/20`, or `off`. */
export const rate: Reader<Rate | undefined> = (value) => {
  if (value === 'off') return undefined;
  const [, count, minute, burst] = /^([0-9]{1,9})(\/m)?(?:\/([0-9]{1,9}))?$/.exec(value) ?? [];
  const perSecond = Number(count) / (minute === undefined ? 1 : 60);
  const most = burst === undefined ? Number(count) : Number(burst);
  if (!(perSecond > 0) || !(most > 0))
    no('must be off, or like 200/400 (a second/at once) or 10/m/20 (a minute/at once)');
  return { perSecond, burst: most };
};

export const onOff: Reader<boolean> = (value) => oneOf('on', 'off')(value) === 'on';

/** From 0 to 1. */
export const share: Reader<number> = (value) => {
  const number = /^(0|1|0?\.[0-9]{1,9}|[01]\.[0-9]{1,9})$/.test(value) ? Number(value) : NaN;
  return number >= 0 && number <= 1 ? number : no('must be a number from 0 to 1');
};

/** `name=value,…`, as OpenTelemetry writes headers: values percent-encoded. */
export const headers: Reader<Readonly<Record<string, string>>> = (value) =>
  Object.fromEntries(
    listOf((pair): [string, string] => {
      const [, name, text] = /^([A-Za-z0-9-]+)=([\x21-\x2b\x2d-\x7e]*)$/.exec(pair) ?? [];
      if (name === undefined || text === undefined) no('must be like name=value,name2=value2');
      try {
        return [name.toLowerCase(), decodeURIComponent(text)];
      } catch {
        return no('must be like name=value, values percent-encoded');
      }
    })(value),
  );
