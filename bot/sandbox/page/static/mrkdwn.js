// Slack's mrkdwn: bold, italic, strike, code, quotes, lists of lines, references, emoji.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { broadcast, channel, link, moment, person } from "./references.js";

const GUARD = "\u200b";
const STYLES = { "*": "strong", _: "em", "~": "s" };
const FULL_WIDTH = "\\u3001-\\u303f\\uff01-\\uff60";
// A mark opens after anything but a letter, a digit or a full-width sign, and closes before the same.
const styled = (mark) => `(?<![\\p{L}\\p{N}${FULL_WIDTH}${mark}${GUARD}])[${mark}](?![\\s${mark}${GUARD}])`
  + `[^\\n]*?(?<![\\s${GUARD}])[${mark}](?![\\p{L}\\p{N}${FULL_WIDTH}${mark}${GUARD}])`;
const PIECE = new RegExp(
  `(?<code>\`[^\`\\n]+\`)|(?<reference><[^<>\\n]+>)|(?<url>https?://[^\\s<>|]+[^\\s<>|.,;:!?)"'\\]])`
  + `|(?<style>${Object.keys(STYLES).map(styled).join("|")})`,
  "gu",
);

/** A text object, plain or mrkdwn. */
export function textNodes(text, names) {
  if (!text) return [];
  if (text.type === "plain_text") return plainNodes(text);
  return mrkdwn(text.text, names, { links: !text.verbatim });
}

/** Plain text: nothing in it is markup but emoji names. */
export function plainNodes(text) {
  return lined(text.text, (line) => (text.emoji === false ? [line] : withEmoji(line)));
}

/** The words of a text object, for labels. */
export const words = (text) => (text ? text.text : "");

/** Nodes of a text in mrkdwn; `links` says whether bare addresses become links. */
export function mrkdwn(text, names, { links = true } = {}) {
  return text.split(/(```[\s\S]*?```)/).flatMap((piece) => {
    const fenced = /^```\n?([\s\S]*?)\n?```$/.exec(piece);
    if (fenced) return [h("pre", {}, inCode(fenced[1], names))];
    return quoted(piece.replace(/^\n|\n$/g, ""), names, links);
  });
}

function quoted(text, names, links) {
  if (!text) return [];
  const parts = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const last = parts.at(-1);
    const kept = quote ? quote[1] : line;
    if (last && last.isQuote === Boolean(quote)) last.lines.push(kept);
    else parts.push({ isQuote: Boolean(quote), lines: [kept] });
  }
  return parts.flatMap(({ isQuote, lines }) => {
    const nodes = lined(lines.join("\n"), (line) => inline(line, names, links));
    return isQuote ? [h("blockquote", {}, nodes)] : nodes;
  });
}

function lined(text, draw) {
  return text.split("\n").flatMap((line, index) => [...(index ? [h("br")] : []), ...draw(line)]);
}

function inline(text, names, links) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PIECE)) {
    nodes.push(...withEmoji(unescaped(text.slice(end, found.index))));
    nodes.push(pieceNode(found, names, links));
    end = found.index + found[0].length;
  }
  return [...nodes, ...withEmoji(unescaped(text.slice(end)))];
}

function pieceNode(found, names, links) {
  const [whole] = found;
  const { code, reference, style } = found.groups;
  if (code) return h("code", {}, inCode(code.slice(1, -1), names));
  if (reference) return referenceNode(reference.slice(1, -1), names);
  if (style) return h(STYLES[style[0]], {}, inline(style.slice(1, -1), names, links));
  return links ? link(unescaped(whole), [unescaped(whole)], names) : unescaped(whole);
}

function inCode(text, names) {
  return text.split(/(<[^<>\n]+>)/).map((piece) => (
    /^<.+>$/.test(piece) ? referenceNode(piece.slice(1, -1), names) : unescaped(piece)
  ));
}

function referenceNode(body, names) {
  const [target, ...rest] = body.split("|");
  const label = unescaped(rest.join("|"));
  if (target.startsWith("@")) return person(target.slice(1), names, label);
  if (target.startsWith("#")) return channel(target.slice(1), names, label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const shown = moment(Number(seconds), unescaped(format), label, names);
    return url ? link(unescaped(url), [shown], names) : shown;
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@a group");
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(unescaped(target), [label || unescaped(target).replace(/^mailto:/, "")], names);
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
