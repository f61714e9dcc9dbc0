import type { SrvRecord } from './dns.js';
import type { ConnectTarget } from './endpoint.js';

/**
 * The order in which to try the targets of an SRV answer (RFC 2782): by priority, and within one by chance in proportion to weight,
 * where weight 0 has a very small chance. `random` gives numbers in [0, 1).
 */
export function orderTargets(records: readonly SrvRecord[], random: () => number): ConnectTarget[] {
  const priorities = [...new Set(records.map((record) => record.priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    drawAll(
      records.filter((record) => record.priority === priority),
      random,
    ).map(({ target, port }) => ({ host: target, port })),
  );
}

function drawAll(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  // Those of weight 0 come first, as the RFC's algorithm wants: only so have they a chance at all.
  const left = [...records].sort((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  const order: SrvRecord[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, record) => sum + record.weight, 0);
    const drawn = Math.floor(random() * (total + 1));
    let running = 0;
    const index = left.findIndex((record) => (running += record.weight) >= drawn);
    order.push(...left.splice(index, 1));
  }
  return order;
}
