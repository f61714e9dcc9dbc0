/** What profile §6 and §6.1 ask of signatures, in one place for those who sign and those who verify. */
export const REQUEST_LABEL = 'iimp';
export const REQUEST_TAG = 'iimp-federation-v1';
export const RECEIPT_LABEL = 'iimp-receipt';
export const RECEIPT_TAG = 'iimp-receipt-v1';
export const ALGORITHM = 'ed25519';
/** Header that binds a request to one domain of a shared host. */
export const DESTINATION_HEADER = 'iimp-destination';
/** Components that every request covers. */
export const REQUEST_COMPONENTS = ['@method', '@authority', '@path', '@query', DESTINATION_HEADER] as const;
/** And those of a request with a body. */
export const BODY_COMPONENTS = ['content-digest', 'content-type'] as const;
/** Life of a signature made here, seconds. */
export const DEFAULT_TTL_SECONDS = 60;
/** Longest nonce taken, in characters: it is kept until the window closes. */
export const MAX_NONCE_CHARACTERS = 256;
