export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
}
