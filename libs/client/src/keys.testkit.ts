/** What a directory of keys needs, in memory. */
import type { UserKeysDocument } from '@iimp/proto/types';
import { IdentityChangedError } from './errors.js';
import type { HttpRequest } from './http.js';
import { KeyDirectory } from './keys.js';
import { MemoryPinStore, type PinStore } from './pins.js';

/** A server of key documents, the directory that asks it, and what both were asked and told. */
export class KeyWorld {
  readonly documents = new Map<string, UserKeysDocument>();
  readonly asked: string[] = [];
  readonly changes: IdentityChangedError[] = [];
  now = 0;
  /** Thrown instead of an answer. */
  failure: Error | undefined;
  /** What is answered to each question. */
  answers = (address: string): UserKeysDocument | undefined => this.documents.get(address);
  readonly directory: KeyDirectory;

  constructor(readonly pins: PinStore = new MemoryPinStore()) {
    this.directory = new KeyDirectory({
      session: { json: <T>(request: HttpRequest) => this.answer(request) as Promise<T> },
      pins,
      now: () => this.now,
      onIdentityChange: (change) => this.changes.push(change),
    });
  }

  private async answer({ path }: HttpRequest): Promise<unknown> {
    const address = decodeURIComponent(path.replace(/^keys\//, ''));
    this.asked.push(address);
    if (this.failure) throw this.failure;
    return this.answers(address);
  }
}
