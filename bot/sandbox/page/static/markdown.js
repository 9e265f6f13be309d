// The `markdown` block: ordinary Markdown, as far as apps write it.

import { h } from "./dom.js";
import { link } from "./references.js";

const INLINE = /(?<code>`[^`]+`)|(?<link>\[[^\]]+\]\([^)\s]+\))|(?<bold>\*\*[^*]+\*\*|__[^_]+__)|(?<strike>~~[^~]+~~)|(?<italic>(?<!\w)[*_][^*_\n]+[*_](?!\w))/g;
const BLOCKS = [
  [/^```/, fence],
  [/^#{1,6} /, heading],
  [/^(-{3,}|\*{3,})\s*$/, rule],
  [/^> ?/, quote],
  [/^\s*([-*]|\d+\.) /, list],
  [/^\|.*\|\s*$/, table],
];

/** Nodes of a Markdown text. */
export function markdown(text, names) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    if (!lines[0].trim()) {
      lines.shift();
      continue;
    }
    const [, draw] = BLOCKS.find(([start]) => start.test(lines[0])) ?? [null, paragraph];
    nodes.push(draw(lines, names));
  }
  return nodes;
}

/** Take lines from the front while they match. */
function taken(lines, matches) {
  const found = [];
  while (lines.length && matches(lines[0])) found.push(lines.shift());
  return found;
}

function fence(lines) {
  lines.shift();
  const code = taken(lines, (line) => !line.startsWith("```"));
  lines.shift();
  return h("pre", {}, code.join("\n"));
}

function heading(lines, names) {
  const [, marks, text] = /^(#+) (.*)$/.exec(lines.shift());
  // Below the page's own two levels.
  return h(`h${Math.min(6, marks.length + 2)}`, {}, inline(text, names));
}

function rule(lines) {
  lines.shift();
  return h("hr");
}

function quote(lines, names) {
  const found = taken(lines, (line) => line.startsWith(">"));
  return h("blockquote", {}, markdown(found.map((line) => line.replace(/^> ?/, "")).join("\n"), names));
}

function list(lines, names) {
  const ordered = /^\s*\d/.test(lines[0]);
  const found = taken(lines, (line) => /^\s*([-*]|\d+\.) /.test(line) && /^\s*\d/.test(line) === ordered);
  const items = found.map((line) => h("li", {}, inline(line.replace(/^\s*([-*]|\d+\.) /, ""), names)));
  return h(ordered ? "ol" : "ul", {}, items);
}

function table(lines, names) {
  const rows = taken(lines, (line) => /^\|.*\|\s*$/.test(line))
    .filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line))
    .map((line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim()));
  const [head, ...body] = rows;
  return h(
    "div",
    { class: "wide" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, inline(cell, names))))),
      h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell, names)))))),
    ),
  );
}

function paragraph(lines, names) {
  const found = [lines.shift()];
  found.push(...taken(lines, (line) => line.trim() && !BLOCKS.some(([start]) => start.test(line))));
  return h("p", {}, found.flatMap((line, index) => [...(index ? [h("br")] : []), ...inline(line, names)]));
}

function inline(text, names) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, found.index), pieceNode(found, names));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
}

function pieceNode(found, names) {
  const { code, link: linked, bold, strike, italic } = found.groups;
  if (code) return h("code", {}, code.slice(1, -1));
  if (linked) {
    const [, label, url] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(linked);
    return link(url, inline(label, names), names);
  }
  if (bold) return h("strong", {}, inline(bold.slice(2, -2), names));
  if (strike) return h("s", {}, inline(strike.slice(2, -2), names));
  return h("em", {}, inline(italic.slice(1, -1), names));
}
