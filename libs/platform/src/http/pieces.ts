/** Pieces of fewer bytes are put together: whatever it holds, each is an object of some hundred bytes. */
const PIECE_BYTES = 4_096;

/**
 * Adds a chunk to the pieces of a body. A client may send a body byte by byte, and 8 MiB would be 2 GiB of objects; so small pieces
 * are joined as they come, each with the next that is more than half as long. At most 13 are left for every 8 KiB, and a byte is
 * copied some twenty times at worst.
 */
export function addPiece(pieces: Buffer[], chunk: Buffer): void {
  let from = pieces.length;
  let size = chunk.length;
  while (from > 0 && size < PIECE_BYTES && pieces[from - 1]!.length < 2 * size) size += pieces[--from]!.length;
  pieces.push(chunk);
  if (from < pieces.length - 1) pieces.push(joined(pieces.splice(from), size));
}

/** Not from the pool of Buffer: there a few bytes keep 8 KiB. */
function joined(pieces: readonly Buffer[], size: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const piece of pieces) at += piece.copy(whole, at);
  return whole;
}
