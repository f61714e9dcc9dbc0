/**
 * A conversation as a member has it, in terms of `users u`, `conversation_members m` and `conversations c`: whom its newest message does not
 * name sees it as it was in the last message that did. Where that was not noted (before schema 6), nothing is shown but that there is one, and
 * where that message is gone, no participant but the member.
 */

/** What a user's conversations are sorted by. No participants are read for it: of a large group they are pages by themselves. */
export const PLACE = 'coalesce(m.left_by, c.set_by)';

const IS_NAMED = 'u.address = any (c.participants)';

/** For the rows of a page only: a message is looked for, and its text taken apart, for each that the member was removed from. */
export const PARTICIPANTS = `(case when ${IS_NAMED} then c.participants
  else coalesce((select array(select json_array_elements_text(l.envelope::json -> 'participants'))
                   from messages l where l.message_id = m.left_by), array[u.address]) end)`;
export const LAST_MESSAGE = `(case when m.left_by is null and not ${IS_NAMED} then m.conversation_id else ${PLACE} end)`;
