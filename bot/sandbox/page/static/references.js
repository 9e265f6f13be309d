// What stands for something else in a text: people, channels, links, dates.

import { filledIn } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";

/** A person, by id. */
export function person(id, names, label = "") {
  const known = names.users[id];
  const mine = id === names.me.id ? " mine" : "";
  return h("span", { class: `mention${mine}` }, `@${known?.real_name ?? (label || "unknown person")}`);
}

/** A channel, by id; it can be gone to. */
export function channel(id, names, label = "") {
  const name = names.channels[id] ?? label;
  if (!name) return h("span", { class: "mention" }, "a private channel");
  return h("a", { class: "mention", href: "#", on: { click: goes(() => names.goTo(id)) } }, `#${name}`);
}

/** Everybody: `here`, `channel` or `everyone`. */
export const broadcast = (range) => h("span", { class: "mention mine" }, `@${range}`);

/** A link; one to a message goes there on this page, and only web and mail links are links. */
export function link(url, children, names) {
  const inside = /^https:\/\/[^/]+\.slack\.com\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?(?:\?thread_ts=([\d.]+))?/.exec(url);
  if (inside) {
    const [, place, seconds, fraction, thread] = inside;
    const ts = seconds && `${seconds}.${fraction}`;
    return h("a", { href: url, on: { click: goes(() => names.goTo(place, ts, thread)) } }, children);
  }
  if (!/^(https?:|mailto:)/i.test(url)) return h("span", {}, children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** A moment in the reader's time zone, or the fallback. */
export function moment(seconds, format, fallback, names) {
  const iso = new Date(seconds * 1000).toISOString();
  return h("time", { datetime: iso }, filledIn(format, seconds, names.me.tz) ?? fallback);
}

/** An emoji by name, or its name as it is written. */
export const namedEmoji = (name) => emoji(name) ?? `:${name}:`;

function goes(act) {
  return (event) => {
    event.preventDefault();
    act();
  };
}
