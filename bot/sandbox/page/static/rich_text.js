// The `rich_text` block: sections, lists, quotes and code of styled pieces.

import { cannotShow } from "./cannot.js";
import { h } from "./dom.js";
import { broadcast, channel, link, moment, namedEmoji, person } from "./references.js";

/** Inline pieces by type. */
export const INLINES = {
  text: ({ text }) => text,
  link: ({ url, text }, names) => link(url, [text || url], names),
  user: ({ user_id: id }, names) => person(id, names),
  usergroup: ({ usergroup_id: id }) => h("span", { class: "mention" }, `@group ${id}`),
  channel: ({ channel_id: id }, names) => channel(id, names),
  broadcast: ({ range }) => broadcast(range),
  emoji: ({ name, unicode }) => (unicode ? fromCodes(unicode, name) : namedEmoji(name)),
  date: ({ timestamp, format, fallback, url }, names) => {
    const shown = moment(timestamp, format, fallback ?? "", names);
    return url ? link(url, [shown], names) : shown;
  },
  color: ({ value }) => h("code", {}, value),
};
/** Elements of the block by type. */
export const RICH = {
  rich_text_section: (element, names) => h("div", {}, inlines(element, names)),
  rich_text_list: (element, names) => h(
    element.style === "ordered" ? "ol" : "ul",
    { class: `indent${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null },
    element.elements.map((each) => h("li", {}, inlines(each, names))),
  ),
  rich_text_preformatted: (element, names) => h("pre", {}, inlines(element, names)),
  rich_text_quote: (element, names) => h("blockquote", {}, inlines(element, names)),
};
const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

/** Nodes of a rich_text block. */
export function richText(block, names) {
  return block.elements.map((element) => (
    RICH[element.type] ? RICH[element.type](element, names) : cannotShow(element.type)
  ));
}

function inlines(element, names) {
  return element.elements.map((piece) => {
    const draw = INLINES[piece.type];
    if (!draw) return cannotShow(piece.type);
    const lines = [draw(piece, names)].flatMap((node) => (typeof node === "string" ? broken(node) : [node]));
    return Object.entries(STYLES)
      .filter(([name]) => piece.style?.[name])
      .reduce((nodes, [, tag]) => [h(tag, {}, nodes)], lines);
  });
}

function broken(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

function fromCodes(unicode, name) {
  const drawn = String.fromCodePoint(...unicode.split("-").map((code) => Number.parseInt(code, 16)));
  return h("span", { role: "img", "aria-label": name.replaceAll("_", " ") }, drawn);
}
