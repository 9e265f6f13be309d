// The list of conversations and apps.

import { addressOf } from "./address.js";
import { h, svg, unseen } from "./dom.js";
import { unread } from "./unread.js";

/** The navigation for what a person sees; `current` is the conversation's id. */
export function places({ app, screen, current, direct }) {
  const channels = screen.conversations.filter(({ kind }) => kind !== "im").toSorted((a, b) => a.name.localeCompare(b.name));
  return [
    h("h2", {}, "Channels"),
    h("ul", {}, channels.map((each) => entry(each, each.kind === "group" ? lock() : "#", each.name, screen, current))),
    h("h2", {}, "Apps"),
    h("ul", {}, entry(direct, "◆", app.name, screen, current)),
  ];
}

function entry(conversation, sign, name, screen, current) {
  const count = unread(screen.me.id, conversation).length;
  return h("li", {}, h(
    "a",
    {
      href: addressOf({ as: screen.me.name, in: conversation.name || "app" }),
      class: count ? "unread" : null,
      "aria-current": conversation.id === current ? "page" : null,
      data: { control: `place/${conversation.id}` },
    },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    name,
    conversation.kind === "group" ? unseen(" (private)") : null,
    count ? h("span", { class: "badge" }, String(count), unseen(" unread")) : null,
  ));
}

const lock = () => svg(
  "svg",
  { viewBox: "0 0 12 14" },
  svg("rect", { x: 1, y: 6, width: 10, height: 7, rx: 1.5 }),
  svg("path", { d: "M3.5 6V4a2.5 2.5 0 0 1 5 0v2" }),
);
