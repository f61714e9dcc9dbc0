/** Who may connect to whom, as a network plugin would decide it: NetworkPolicies add up, at both ends of a connection. */
import type { Resource } from './manifests.testkit.js';

/** Somebody who connects or is connected to: a pod, or an address outside of the cluster. */
export interface Actor {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  ip?: string;
}

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol: string; port: number; endPort?: number }[];
}

interface PolicySpec {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

const NAMESPACE = 'iimp';

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`not understood: ${operator}`);
      return values.includes(labels[key] ?? '');
    })
  );
}

const bitsOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function contains(cidr: string, ip: string): boolean {
  if (cidr.includes(':')) return false; // all addresses asked about are of version 4
  const [base = '', length] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(bitsOf(base) / size) === Math.floor(bitsOf(ip) / size);
}

function matches({ podSelector, namespaceSelector, ipBlock }: Peer, actor: Actor): boolean {
  if (ipBlock)
    return (
      actor.ip !== undefined &&
      contains(ipBlock.cidr, actor.ip) &&
      !ipBlock.except?.some((except) => contains(except, actor.ip as string))
    );
  if (actor.namespace === undefined) return false;
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': actor.namespace })
    : actor.namespace === NAMESPACE;
  return inNamespace && (podSelector === undefined || selects(podSelector, actor.labels ?? {}));
}

/** Whether the rules for one end of a connection let it pass; an end that no policy selects is open. */
function passes(
  policies: PolicySpec[],
  direction: 'Ingress' | 'Egress',
  end: Actor,
  other: Actor,
  port: number,
  protocol: string,
): boolean {
  if (end.namespace !== NAMESPACE) return true;
  const own = policies.filter(
    (policy) => policy.policyTypes.includes(direction) && selects(policy.podSelector, end.labels ?? {}),
  );
  if (own.length === 0) return true;
  const rules = own.flatMap((policy) => (direction === 'Ingress' ? policy.ingress : policy.egress) ?? []);
  return rules.some(
    ({ from, to, ports }) =>
      ((from ?? to) === undefined || (from ?? to)?.some((peer) => matches(peer, other))) &&
      (ports === undefined ||
        ports.some((each) => each.protocol === protocol && port >= each.port && port <= (each.endPort ?? each.port))),
  );
}

const policiesOf = (resources: readonly Resource[]): PolicySpec[] =>
  resources.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec as unknown as PolicySpec);

/** Flows to pods that a rule for the sender names, and that no rule for the receiver lets in. An actor also stands for others like it. */
export function halves(resources: readonly Resource[], pods: readonly Actor[]): string[] {
  const policies = policiesOf(resources);
  return policies.flatMap(({ podSelector, egress = [] }) =>
    pods.flatMap((source) =>
      (selects(podSelector, source.labels ?? {}) ? egress : []).flatMap(({ to = [], ports = [] }) =>
        pods
          .filter((target) => to.some((peer) => matches(peer, target)))
          .flatMap((target) =>
            ports
              .filter(({ port, protocol }) => !passes(policies, 'Ingress', target, source, port, protocol))
              .map(({ port }) => `${source.name} → ${target.name}:${port}`),
          ),
      ),
    ),
  );
}

/** All connections that are possible, as `source → target:port`. */
export function flows(resources: readonly Resource[], sources: Actor[], targets: Actor[], ports: number[]): string[] {
  const policies = policiesOf(resources);
  const found: string[] = [];
  for (const source of sources)
    for (const target of targets)
      for (const port of ports)
        for (const protocol of port === 53 ? ['UDP', 'TCP'] : ['TCP']) {
          const leaves = passes(policies, 'Egress', source, target, port, protocol);
          if (source !== target && leaves && passes(policies, 'Ingress', target, source, port, protocol))
            found.push(`${source.name} → ${target.name}:${port}${protocol === 'UDP' ? '/udp' : ''}`);
        }
  return found.sort();
}
