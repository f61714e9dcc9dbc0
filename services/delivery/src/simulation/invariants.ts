import type { Attempt } from './internet.js';
import { key } from './memory-ledger.js';
import type { SimWorld } from './world.js';

/** What must hold of every run, whatever went wrong in it. Each returns complaints; none is good. */
export function complaints(world: SimWorld): string[] {
  return [...books(world), ...exactlyOnce(world), ...order(world), ...noGhosts(world)];
}

/** accepted = delivered + refused + expired + pending, for each destination, and as the servers see it. */
function books(world: SimWorld): string[] {
  const bad: string[] = [];
  for (const domain of world.servers.keys()) {
    const accepted = world.sent.filter((message) => message.domain === domain);
    const states = { queued: 0, delivered: 0, failed: 0 };
    for (const message of accepted) {
      const delivery = world.outbox.ledger.deliveries.get(key(message));
      if (delivery === undefined) bad.push(`${key(message)} has no delivery`);
      else states[delivery.state]++;
    }
    const pending = world.outbox.pending(domain);
    if (states.queued !== pending || states.delivered + states.failed + pending !== accepted.length) {
      bad.push(`${domain}: accepted ${accepted.length}, ${JSON.stringify(states)}, pending ${pending}`);
    }
    const stored = world.server(domain).stored.size;
    if (stored < states.delivered) bad.push(`${domain}: ${states.delivered} marked as delivered, ${stored} stored`);
  }
  return bad;
}

/** Each recipient has the message, or its sender one notice that names it. */
function exactlyOnce(world: SimWorld): string[] {
  const bad: string[] = [];
  const noticed = new Map<string, string[]>();
  for (const notice of world.outbox.ledger.notices) {
    noticed.set(key(notice), [...(noticed.get(key(notice)) ?? []), ...notice.recipients]);
  }
  for (const message of world.sent) {
    const id = key(message);
    const told = noticed.get(id) ?? [];
    const { state } = world.outbox.ledger.deliveries.get(id) ?? { state: 'missing' };
    const reached = world.server(message.domain).stored.get(message.messageId)?.recipients ?? [];
    if (new Set(told).size !== told.length) bad.push(`${id}: told twice of ${told.join()}`);
    if (state === 'queued' && told.length > 0) bad.push(`${id}: told of before the end`);
    if (state === 'failed' && told.length !== message.recipients.length)
      bad.push(`${id}: failed, told of ${told.join()}`);
    if (state === 'delivered') {
      for (const recipient of message.recipients) {
        if (reached.includes(recipient) === told.includes(recipient))
          bad.push(`${id}: ${recipient} reached and told, or neither`);
      }
    }
  }
  return bad;
}

/** Per conversation, messages came to each server in the order of acceptance; except those that it put off by themselves. */
function order(world: SimWorld): string[] {
  const bad: string[] = [];
  const place = new Map(world.sent.map((message, index) => [key(message), index]));
  for (const [domain, server] of world.servers) {
    const last = new Map<string, number>();
    for (const [messageId, { conversationId }] of server.stored) {
      if (server.putOff.has(messageId)) continue;
      const index = place.get(key({ domain, messageId })) ?? -1;
      if (index < (last.get(conversationId) ?? -1))
        bad.push(`${domain}: ${messageId} came after a later one of ${conversationId}`);
      last.set(conversationId, index);
    }
  }
  return bad;
}

/** Messages that wait although their server is well, except behind one that makes it stumble. */
export function waiting(world: SimWorld, domain: string): string[] {
  const blocked = new Set<string>();
  const left: string[] = [];
  for (const message of world.sent) {
    if (message.domain !== domain || world.outbox.ledger.deliveries.get(key(message))?.state !== 'queued') continue;
    if (world.traits.get(message.messageId) === 'poison') blocked.add(message.conversationId);
    else if (!blocked.has(message.conversationId)) left.push(message.messageId);
  }
  return left;
}

function noGhosts(world: SimWorld): string[] {
  return world.outbox.ghosts === 0 ? [] : [`${world.outbox.ghosts} rows were marked after they were settled`];
}

/**
 * Probes of a server that failed from `from` to `until` without a break: after those that were in flight when it went down, one at a
 * time, and at least the base apart unless a probe was earned in between.
 */
export function scheduleComplaints(world: SimWorld, domain: string, from: number, until: number): string[] {
  const bad: string[] = [];
  const earned = world.earned.get(domain) ?? [];
  const during = world
    .server(domain)
    .attempts.filter((attempt) => attempt.startedAt >= from && attempt.endedAt <= until);
  const known = (world.failed.get(domain) ?? []).find((at) => at >= from) ?? until;
  // What was decided before the first failure was written down may still begin: a moment of grace.
  const probes = during.filter((attempt) => attempt.startedAt > known + 100).sort((a, b) => a.startedAt - b.startedAt);
  let before: Attempt | undefined;
  for (const probe of probes) {
    if (probe.messages !== 1) bad.push(`${domain}: a probe of ${probe.messages} messages`);
    if (before !== undefined) {
      const gap = probe.startedAt - before.endedAt;
      const wasEarned = earned.some((at) => at >= (before?.startedAt ?? 0) - 50 && at <= probe.startedAt);
      if (gap < 0) bad.push(`${domain}: two probes at once at ${probe.startedAt}`);
      // Only what was written down is known to the next worker: who was killed in the middle wrote nothing.
      const { endedAt } = before;
      const written = (world.failed.get(domain) ?? []).some((at) => at >= endedAt && at <= probe.startedAt);
      if (written && gap < world.settings.retryBaseMs && !wasEarned) {
        bad.push(`${domain}: probes ${gap} ms apart at ${probe.startedAt}`);
      }
      if (written && gap < before.retryAfterMs) bad.push(`${domain}: Retry-After was not kept at ${probe.startedAt}`);
    }
    before = probe;
  }
  return bad;
}
