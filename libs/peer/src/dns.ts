/**
 * DNS as discovery needs it: SRV with its TTL, told apart whether a name does not exist, has no such record, or cannot be asked
 * now (profile §2), which Node's resolver does not tell in full.
 *
 * Addresses are asked for here too, never by `dns.lookup`: that is getaddrinfo, of which Node runs two at a time and can end none, so two
 * names whose servers do not answer would keep everybody else's waiting. It would also try this network's search domains for names of
 * strangers.
 */
import { getServers, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { asciiLowerCase } from '@iimp/protocol/address';
import { exchange, type DnsResponse, type DnsServer, type QuestionType } from './internal/dns-exchange.js';
import { HostsFile } from './internal/hosts-file.js';
import { PeerError } from './peer-error.js';

export interface SrvRecord {
  /** Lower case, without the dot at the end; '' is the root: "no such service here" (RFC 2782). */
  readonly target: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Not found: DNS says that there is no such name or no such record. That is an answer; a failure throws PeerError `dns`. */
export type SrvAnswer = { found: true; records: SrvRecord[]; ttlSeconds: number } | { found: false };

export interface DnsOptions {
  /** `ip`, `ip:port` or `[ip6]:port`. Without any, addresses come from the hosts file, and all else from the system's servers. */
  readonly servers?: readonly string[];
  /** Default `/etc/hosts`. */
  readonly hostsFile?: string;
  /** For one try at one server. Default 2,000 ms; every server is tried twice. */
  readonly timeoutMs?: number;
}

const ROUNDS = 2;
const LONGEST_ALIAS_CHAIN = 8;
/** Targets of a domain that are kept; the broker's answers (`ResolvedDomain.connect`) hold no more. */
const MOST_TARGETS = 64;
/** DNS has no longer names. */
const LONGEST_NAME = 253;
/** Of a host name, lower case. The underscore is no part of one, and is met in some. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

type Answer = NonNullable<DnsResponse['answers']>[number];
type SrvData = Extract<Answer, { type: 'SRV' }>['data'];

export class SrvResolver {
  private readonly configured: readonly DnsServer[];
  private readonly hosts: HostsFile;
  private readonly timeoutMs: number;

  /** Throws a TypeError that names the first server that is no address. */
  constructor(options: DnsOptions = {}) {
    this.configured = (options.servers ?? []).map(parseServer);
    this.hosts = new HostsFile(options.hostsFile ?? '/etc/hosts');
    this.timeoutMs = options.timeoutMs ?? 2_000;
  }

  /** SRV records of a name by priority, the first 64 of them; those that name no host are left out. */
  async srv(name: string): Promise<SrvAnswer> {
    const { answers, ttlSeconds } = await this.ask(name, 'SRV');
    const said = answers.flatMap((answer) => (answer.type === 'SRV' ? answer.data : []));
    if (said.length === 0) return { found: false };
    const records = said
      .map(recordOf)
      .filter(isUsable)
      .sort((a, b) => a.priority - b.priority)
      .slice(0, MOST_TARGETS);
    if (records.length === 0) throw new PeerError('dns', `the SRV records of ${name} name no host and port`);
    return { found: true, records, ttlSeconds };
  }

  /** Addresses of a host, at least one; PeerError `no-such-domain` when DNS says that there is none. */
  async addresses(host: string): Promise<LookupAddress[]> {
    const listed = this.configured.length > 0 ? [] : await this.hosts.addresses(host);
    const found = listed.length > 0 ? [...listed] : await this.askAddresses(host);
    if (found.length === 0) throw new PeerError('no-such-domain', `${host} has no address`, { host });
    return found;
  }

  private async askAddresses(host: string): Promise<LookupAddress[]> {
    const results = await Promise.allSettled([this.ask(host, 'A'), this.ask(host, 'AAAA')]);
    const found = results.flatMap((result) =>
      result.status === 'rejected'
        ? []
        : result.value.answers.flatMap((answer) =>
            answer.type === 'A' || answer.type === 'AAAA'
              ? { address: answer.data, family: answer.type === 'A' ? 4 : 6 }
              : [],
          ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    // "No IPv4 address" says nothing about IPv6 addresses that could not be asked for.
    if (found.length === 0 && failed) throw failed.reason;
    return found;
  }

  /** Records of that type at the end of the name's aliases; none when the name or the type does not exist. */
  private async ask(name: string, type: QuestionType): Promise<{ answers: Answer[]; ttlSeconds: number }> {
    if (name.length > LONGEST_NAME) return { answers: [], ttlSeconds: 0 };
    const servers = this.configured.length > 0 ? this.configured : getServers().map(parseServer);
    let failure = 'no DNS server is configured';
    let cause: Error | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of servers) {
        try {
          const response = await exchange(server, name, type, this.timeoutMs);
          if (response.rcode === 'NOERROR') return follow(response.answers ?? [], name, type);
          if (response.rcode === 'NXDOMAIN') return { answers: [], ttlSeconds: 0 };
          failure = response.rcode;
        } catch (error) {
          const { code, message } = error as NodeJS.ErrnoException;
          failure = code ?? message;
        }
        cause = new Error(`${failure} from ${server.address} port ${server.port}`);
      }
    }
    throw new PeerError('dns', `DNS did not answer for ${name}: ${failure}`, { cause });
  }
}

function recordOf({ target, port, priority = 0, weight = 0 }: SrvData): SrvRecord {
  return { target: asciiLowerCase(target.replace(/\.$/, '')), port, priority, weight };
}

/** Labels in DNS may be any bytes, and these come to logs, tables and terminals. */
function isUsable({ target, port }: SrvRecord): boolean {
  if (target === '') return true;
  return port > 0 && target.length <= LONGEST_NAME && target.split('.').every((label) => LABEL.test(label));
}

/** Goes from name to name along CNAMEs inside one answer; the TTL is the least on the way. */
function follow(answers: readonly Answer[], name: string, type: QuestionType) {
  let owner = name.toLowerCase();
  let ttlSeconds = Number.MAX_SAFE_INTEGER;
  const see = (answer: Answer) => {
    if ('ttl' in answer && typeof answer.ttl === 'number') ttlSeconds = Math.min(ttlSeconds, answer.ttl);
  };
  for (let hops = 0; hops <= LONGEST_ALIAS_CHAIN; hops++) {
    const mine = answers.filter((answer) => answer.name.replace(/\.$/, '').toLowerCase() === owner);
    const records = mine.filter((answer) => answer.type === type);
    if (records.length > 0) {
      records.forEach(see);
      return { answers: records, ttlSeconds };
    }
    const alias = mine.find((answer) => answer.type === 'CNAME');
    if (alias?.type !== 'CNAME') break;
    see(alias);
    owner = alias.data.replace(/\.$/, '').toLowerCase();
  }
  return { answers: [], ttlSeconds: 0 };
}

function parseServer(text: string): DnsServer {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIP(text) ? text : (bracketed ?? plain ?? '');
  const port = Number(digits ?? 53);
  if (!isIP(address) || port < 1 || port > 65_535) throw new TypeError(`not a DNS server: ${text}`);
  return { address, port };
}
