/** How large the loads are. */
export interface Sizes {
  /** Messages of a load that goes as fast as it can. */
  messages: number;
  /** Messages before those, of the loads F1, F2, L and D. */
  warmUp: number;
  /** Pairs of users. */
  pairs: number;
  /** F3 and E. */
  pacedSeconds: number;
  /** G: receiving domains, and recipients of each message. */
  groupDomains: number;
  groupRecipients: number;
  groupMessages: number;
  /** A: bytes of the large one, and number of small ones (1 MiB). */
  largeBytes: number;
  smallCount: number;
  /** I: connections, and how long they wait. */
  idleConnections: number;
  idleSeconds: number;
  /** M: how long nothing happens before memory is read. */
  restSeconds: number;
  /** D: destinations in all, messages to those that are well, and how late the slow ones answer. */
  destinations: number;
  fairMessages: number;
  slowSeconds: number;
  /** R: messages that wait for one destination. */
  backlog: number;
  /** X: messages that wait for many destinations, and those destinations. */
  scaleMessages: number;
  scaleDestinations: number;
  /** XL: the share of a core that each delivery process gets. */
  workerCores: number;
  /** S and W: messages stored at the last of three sizes; the others are a tenth and a thousandth. */
  stored: number;
  /** S: reads of mailboxes at each size, and entries of the mailbox that is read from its beginning. */
  reads: number;
  deep: number;
}

export const FULL: Sizes = {
  messages: 30_000,
  warmUp: 40_000,
  pairs: 50,
  pacedSeconds: 15,
  groupDomains: 10,
  groupRecipients: 100,
  groupMessages: 200,
  largeBytes: 1_073_741_824,
  smallCount: 100,
  idleConnections: 5_000,
  idleSeconds: 15,
  restSeconds: 15,
  destinations: 1_000,
  fairMessages: 30_000,
  slowSeconds: 5,
  backlog: 100_000,
  scaleMessages: 120_000,
  scaleDestinations: 1_000,
  workerCores: 0.2,
  stored: 10_000_000,
  reads: 10_000,
  deep: 100_000,
};

/** To see that everything works, not how fast it is. */
export const QUICK: Sizes = {
  messages: 200,
  warmUp: 20,
  pairs: 4,
  pacedSeconds: 1,
  groupDomains: 2,
  groupRecipients: 6,
  groupMessages: 20,
  largeBytes: 8 * 1_048_576,
  smallCount: 4,
  idleConnections: 20,
  idleSeconds: 1,
  restSeconds: 1,
  destinations: 20,
  fairMessages: 100,
  slowSeconds: 1,
  backlog: 500,
  scaleMessages: 200,
  scaleDestinations: 10,
  workerCores: 0.2,
  stored: 10_000,
  reads: 200,
  deep: 500,
};

/** With some sizes changed: `name=value`. Throws where a change makes no sense. */
export function resize(sizes: Sizes, changes: readonly string[]): Sizes {
  const changed = changes.map((change) => {
    const [name = '', value = ''] = change.split('=');
    if (!(name in sizes) || !(Number(value) > 0)) throw new Error(`--size ${change}: not <name>=<number>`);
    return [name, Number(value)];
  });
  return { ...sizes, ...(Object.fromEntries(changed) as Partial<Sizes>) };
}
