/** Body of a function that is being written. */
export function pending(): never {
  throw new Error('not written yet');
}
