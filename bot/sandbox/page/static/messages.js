// Messages, in a channel and in a thread.

import { blocks } from "./blocks.js";
import { dayOf, dayWords, momentOf, timeOf } from "./dates.js";
import { h, reconcile, unseen } from "./dom.js";
import { emoji } from "./emoji.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";

/** What stands in a channel, or in the thread `thread`, oldest first. */
export function standing(messages, thread) {
  if (thread) return messages.filter(({ ts, thread_ts: of }) => ts === thread || of === thread);
  return messages.filter(({ thread_ts: of, is_broadcast: broad }) => !of || broad);
}

/**
 * Show messages in a list, with a line between days and before `firstNew`, a message's ts.
 *
 * `view` has `names`, `acts` (see main.js), the `conversation`, the `offers` of the app, and
 * `inThread`.
 */
export function list(parent, messages, firstNew, view) {
  reconcile(parent, withLines(messages, firstNew, view), keyOf, (item) => drawn(item, view));
}

/** An empty list of messages; one that `follows` stays at its end until somebody scrolls up. */
export function emptyList(label, { follows }) {
  const made = h("div", { class: "messages", role: "log", "aria-label": label, tabindex: 0 });
  let isAtEnd = follows;
  const stay = () => isAtEnd && made.scrollTo(0, made.scrollHeight);
  made.addEventListener("scroll", () => {
    isAtEnd = made.scrollHeight - made.scrollTop - made.clientHeight < 40;
  });
  made.toEnd = () => {
    isAtEnd = true;
    stay();
  };
  new ResizeObserver(stay).observe(made);
  new MutationObserver(stay).observe(made, { childList: true });
  return made;
}

const keyOf = (item) => item.line ?? item.ts;

function withLines(messages, firstNew, { names, inThread }) {
  const items = [];
  let day = null;
  for (const message of messages) {
    const its = dayOf(momentOf(message.ts), names.me.tz);
    if (its !== day && !inThread) items.push({ line: `day ${its}`, words: dayWords(message.ts, names.me.tz) });
    day = its;
    if (message.ts === firstNew) items.push({ line: "new", words: "New" });
    items.push(message);
  }
  return items;
}

function drawn(item, view) {
  if (item.line) return h("div", { class: item.line === "new" ? "line new" : "line", role: "separator" }, h("span", {}, item.words));
  return message(item, view);
}

function message(item, view) {
  const { names, inThread } = view;
  const when = momentOf(item.ts).toISOString();
  return h(
    "article",
    {
      class: item.only_me ? "message private" : "message",
      tabindex: -1,
      "aria-label": `${item.author}, ${timeOf(item.ts, names.me.tz)}`,
      data: { ts: item.ts },
    },
    h("span", { class: item.is_app ? "face app" : "face", "aria-hidden": "true" }, item.author[0]),
    item.only_me ? h("p", { class: "context" }, "Only visible to you") : null,
    item.is_broadcast && !inThread ? h("p", { class: "context" }, "replied to a thread") : null,
    h(
      "header",
      {},
      h("strong", {}, item.author),
      item.is_app ? h("span", { class: "badge" }, "APP") : null,
      h("time", { datetime: when }, timeOf(item.ts, names.me.tz)),
    ),
    body(item, view),
    item.files.map((file) => h("p", {}, h("a", { href: `/page/file/${file.id}`, download: file.name }, `File: ${file.title}`))),
    Object.entries(item.reactions).map(([name, count]) => h("span", { class: "badge" }, emoji(name) ?? name, ` ${count}`)),
    inThread ? null : replies(item, view),
    item.is_deleted ? null : tools(item, view),
  );
}

function body(item, { names, acts, conversation }) {
  const edited = item.is_edited ? h("span", { class: "context edited" }, "(edited)") : null;
  if (!item.blocks.length) return h("div", { class: "body" }, mrkdwn(item.text, names), edited && " ", edited);
  const where = { channel: conversation.id, ts: item.ts };
  return h("div", { class: "body" }, blocks(item.blocks, { names, values: item.values, errors: {}, ...acts.on(where) }), edited);
}

function replies(item, { names, acts, conversation }) {
  const count = item.replies.length;
  if (!count || item.thread_ts) return null;
  const open = () => acts.goTo(conversation.id, item.ts, item.ts);
  return h(
    "button",
    { type: "button", class: "replies", on: { click: open }, data: { control: `${item.ts}/replies` } },
    `${count} ${count === 1 ? "reply" : "replies"}`,
    h("small", {}, ` last at ${timeOf(item.replies.at(-1), names.me.tz)}`),
  );
}

function tools(item, { acts, conversation, offers, inThread }) {
  const thread = item.thread_ts ?? item.ts;
  const shortcuts = offers.filter(({ kind }) => kind === "message").map(({ id, name, description }) => ({
    label: name,
    description,
    act: () => acts.shortcut(id, { channel: conversation.id, ts: item.ts }),
  }));
  if (item.only_me) return null;
  return h(
    "div",
    { class: "tools" },
    inThread ? null : h("button", {
      type: "button", data: { control: `${item.ts}/thread` }, on: { click: () => acts.goTo(conversation.id, thread, thread) },
    }, "Reply", unseen(" in thread")),
    shortcuts.length
      ? menu({ class: "icon", "aria-label": "More actions", data: { control: `${item.ts}/more` } }, "⋯", shortcuts)
      : null,
  );
}
