// What each person has not read yet. A reload begins anew: everything there counts as read.

const marks = new Map();
let first = null;

const newest = (conversation) => conversation.messages.map(({ ts }) => ts).sort().at(-1) ?? "0";

/** Take what is there when the page opens as read by everybody. */
export function begin(screen) {
  first ??= screen.conversations.map(newest).sort().at(-1) ?? "0";
}

/** Note that a person has read a conversation. */
export const read = (me, conversation) => marks.set(`${me} ${conversation.id}`, newest(conversation));

/** The messages of others that a person has not read in a conversation, threads apart. */
export function unread(me, conversation) {
  const since = marks.get(`${me} ${conversation.id}`) ?? first;
  return conversation.messages.filter(
    ({ ts, user, thread_ts: thread, is_broadcast: broad }) => ts > since && user !== me && (!thread || broad),
  );
}
