/** Where chance decides: the order of SRV targets. Injected, so that tests decide. */
export class Randomness {
  constructor(readonly random: () => number) {}
}
