/**
 * A conversation as a member has it, in terms of `users u`, `conversation_members m` and `conversations c`: whom its newest message does not
 * name sees it as it was in the last message that did. Where that was not noted (before schema 6), nothing is shown but that there is one.
 */
const IS_NAMED = 'u.address = any (c.participants)';

export const PARTICIPANTS = `(case when ${IS_NAMED} then c.participants else coalesce(m.left_participants, array[u.address]) end)`;
export const LAST_MESSAGE = `(case when ${IS_NAMED} then c.set_by else coalesce(m.left_by, m.conversation_id) end)`;
