/** What answers depend on beside what is known, injected so that tests decide. */
export class Surroundings {
  constructor(
    /** Where chance decides: the order of SRV targets. */
    readonly random: () => number,
    /** Milliseconds since the epoch. */
    readonly now: () => number,
  ) {}
}
