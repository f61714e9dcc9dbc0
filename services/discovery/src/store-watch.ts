import { StateLog, type StateLogger } from '@iimp/platform/state-log';

/** Says once when the shared cache fails, and once when it works again; look-ups go on without it. */
export function storeWatch(logger: StateLogger): (error: unknown) => void {
  const words = {
    bad: 'the shared discovery cache fails; asking without it',
    good: 'the shared discovery cache works again',
  };
  const state = new StateLog(logger, words);
  return (error) => (error === undefined ? state.good() : state.bad(error));
}
