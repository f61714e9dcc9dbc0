/**
 * Guard against server-side request forgery (profile §2): which addresses a connection to another domain may go to. It is asked
 * inside the connection's own look-up, with the very addresses that are then connected to, so that a name that is bound to
 * another address a moment later gains nothing; and for addresses given literally, which have no look-up.
 */
import type { LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { PeerError } from './peer-error.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv6 that the Internet routes today (IANA: global unicast is allocated from here only). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** The well-known prefix of NAT64 (RFC 6052): what is reached is the IPv4 address in the last 32 bits. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * May anyone on the Internet be behind this address? False for loopback, private, link-local, shared (carrier NAT), multicast,
 * documentation, benchmarking and reserved ranges, for tunnels into IPv4 (6to4, Teredo), and for what is no address. IPv4 inside IPv6
 * (mapped, NAT64) is judged as the IPv4 address.
 */
export function isGlobalUnicast(ip: string): boolean {
  const address = parse(ip);
  return address !== undefined && isGlobal(address);
}

/** Says which addresses may be connected to: global unicast, and the networks that the operator lists. */
export class AddressGuard {
  private readonly allowed: [Address, number][];

  /** Throws a TypeError that names the first entry that is no CIDR. */
  constructor(allowedCidrs: readonly string[] = []) {
    this.allowed = allowedCidrs.map((cidr) => {
      if (!ipaddr.isValidCIDR(cidr)) throw new TypeError(`not a network in CIDR notation: ${cidr}`);
      return ipaddr.parseCIDR(cidr);
    });
  }

  allows(ip: string): boolean {
    const address = parse(ip);
    if (address === undefined) return false;
    return isGlobal(address) || this.isListed(address) || this.isListed(embedded(address));
  }

  /** Keeps the addresses that may be connected to; throws PeerError `refused-address` when none is left of some. */
  filter(host: string, addresses: readonly LookupAddress[]): LookupAddress[] {
    const allowed = addresses.filter(({ address }) => this.allows(address));
    if (allowed.length > 0 || addresses.length === 0) return allowed;
    const list = addresses.map(({ address }) => address).join(', ');
    // The words reach whoever had the name looked up: what it is inside this network is in the cause alone.
    throw new PeerError('refused-address', `${host} has no public address`, { cause: new Error(`it is at ${list}`) });
  }

  private isListed(address: Address | undefined): boolean {
    if (address === undefined) return false;
    return this.allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  }
}

function parse(ip: string): Address | undefined {
  // Only the four-part decimal form: 0177.1, 2130706433 and the like never come from a resolver.
  if (!ipaddr.IPv4.isValidFourPartDecimal(ip) && !ipaddr.IPv6.isValid(ip)) return undefined;
  const address = ipaddr.parse(ip);
  // A zone index names an interface of this machine.
  if (address instanceof ipaddr.IPv6 && address.zoneId) return undefined;
  return address;
}

function isGlobal(address: Address): boolean {
  const inner = embedded(address);
  if (inner !== undefined) return isGlobal(inner);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}

/** The IPv4 address that a connection to this IPv6 address would really reach. */
function embedded(address: Address): ipaddr.IPv4 | undefined {
  if (address instanceof ipaddr.IPv4) return undefined;
  if (address.isIPv4MappedAddress() || address.match(NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return undefined;
}
