const KEY = /^[a-z0-9_-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)*$/;

/** Whether a text is a key. */
export const isKey = (text: string): boolean => text.length <= 200 && KEY.test(text);

/**
 * Returns a key that is safe as a file name and as an S3 object name in every store, or throws a TypeError: keys are made by
 * our own code, so a bad one is a fault of ours and never a caller's input error.
 */
export function checkKey(key: string): string {
  if (!isKey(key)) throw new TypeError(`not a blob key: ${JSON.stringify(key.slice(0, 200))}`);
  return key;
}
