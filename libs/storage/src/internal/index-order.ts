/**
 * Order within an index, told by an expression.
 *
 * An index on (a, b) next to one on (b) is a trap: a plan that is made while the table is empty may look up `b = …` by reading all of
 * the first one, or find `a = … order by b limit n` by filtering all of the second one, because either costs nothing then. Such a
 * plan is kept (a month's new partition is empty, and the outbox of a healthy server is too) and then the table grows. So where an index
 * has a key of another one for its order, it has it as an expression: each of the two can answer its own question only.
 */

/** Order of the outbox within a lane. */
export const OUTBOX_ORDER = '(o.id + 0)';

/** Order of messages within a conversation; bytes of a UUID sort as the UUID does. */
export const MESSAGE_ORDER = 'uuid_send(message_id)';
