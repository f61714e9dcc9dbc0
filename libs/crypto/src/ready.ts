import { sodium } from './internal/sodium.js';

/** Resolves when the WebAssembly of libsodium is there. Every function here that returns a promise waits by itself. */
export function ready(): Promise<void> {
  return sodium.ready;
}
