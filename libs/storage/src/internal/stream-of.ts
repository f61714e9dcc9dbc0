import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** The socket of a connection. pg has it, and only does not say so in its types. */
export function streamOf(client: pg.ClientBase): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}
