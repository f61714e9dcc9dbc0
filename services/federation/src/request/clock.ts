/** The time, milliseconds since the epoch; injected, so that tests decide. */
export class Clock {
  constructor(readonly now: () => number) {}
}
