// Blocks: every type that Slack takes from an app, and a visible sentence for any other.
//
// A surface is where blocks stand: `values` is their state at Slack, `names` are people and
// channels, `errors` stand under inputs by block id; `press`, `fill`, `keep` and `suggest` tell
// Slack what somebody did.

import { cannotShow } from "./cannot.js";
import { chart } from "./charts.js";
import { h, newId } from "./dom.js";
import { ELEMENTS, picture } from "./elements.js";
import { markdown } from "./markdown.js";
import { plainNodes, textNodes, words } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";

/** Blocks by type. */
export const BLOCKS = {
  section,
  header: (block) => h("h3", { class: "header" }, plainNodes(block.text)),
  divider: () => h("hr"),
  context: (block, surface) => h("div", { class: "context" }, block.elements.map((each) => small(each, block, surface))),
  actions: (block, surface) => h("div", { class: "row" }, block.elements.map((each) => standing(each, block, surface))),
  context_actions: (block, surface) => h("div", { class: "row" }, block.elements.map((each) => standing(each, block, surface))),
  input,
  image: (block) => h(
    "figure",
    {},
    block.title ? h("figcaption", {}, plainNodes(block.title)) : null,
    picture(block.image_url, block.slack_file, block.alt_text, "large"),
  ),
  markdown: (block, { names }) => h("div", { class: "markdown" }, markdown(block.text, names)),
  rich_text: (block, { names }) => h("div", { class: "rich" }, richText(block, names)),
  alert,
  card,
  carousel: (block, surface) => h(
    "div",
    { class: "carousel", role: "group", "aria-label": "Cards", tabindex: 0 },
    block.elements.map((each) => drawn(each, surface)),
  ),
  container,
  table: (block, { names }) => table(block, names),
  data_table: (block, { names }) => dataTable(block, names),
  data_visualization: (block) => chart(block),
};

/** The nodes of a list of blocks. */
export const blocks = (list, surface) => list.map((block) => drawn(block, surface));

function drawn(block, surface) {
  const node = BLOCKS[block.type] ? BLOCKS[block.type](block, surface) : cannotShow(block.type);
  node.classList.add("block");
  node.dataset.block = block.type;
  return node;
}

function section(block, surface) {
  const { names } = surface;
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "said" },
      block.text ? h("div", {}, textNodes(block.text, names)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((each) => h("div", {}, textNodes(each, names)))) : null,
    ),
    block.accessory ? standing(block.accessory, block, surface) : null,
  );
}

function small(piece, block, surface) {
  if (piece.type === "image") return standing(piece, block, surface);
  return h("span", {}, textNodes(piece, surface.names));
}

function alert(block, { names }) {
  const level = block.level ?? "default";
  const word = { info: "Note", warning: "Warning", error: "Error", success: "Done" }[level];
  return h(
    "div",
    { class: `alert ${level}`, role: "note" },
    word ? h("strong", {}, `${word}: `) : null,
    textNodes(block.text, names),
  );
}

function card(block, surface) {
  const { names } = surface;
  const icon = block.icon && standing(block.icon, block, surface);
  return h(
    "div",
    { class: "card" },
    block.hero_image ? picture(block.hero_image.image_url, block.hero_image.slack_file, block.hero_image.alt_text, "large") : null,
    icon,
    block.slack_icon ? h("span", { class: "context" }, block.slack_icon.name) : null,
    block.title ? h("strong", {}, textNodes(block.title, names)) : null,
    block.subtitle ? h("div", { class: "context" }, textNodes(block.subtitle, names)) : null,
    block.body ? h("div", {}, textNodes(block.body, names)) : null,
    block.subtext ? h("div", { class: "context" }, textNodes(block.subtext, names)) : null,
    block.actions ? h("div", { class: "row" }, block.actions.map((each) => standing(each, block, surface))) : null,
  );
}

function container(block, surface) {
  const { names } = surface;
  const title = h(
    "div",
    {},
    block.icon ? standing(block.icon, block, surface) : null,
    h("strong", {}, block.title ? plainNodes(block.title) : richText(block.rich_text_title, names)),
    block.subtitle ? h("div", { class: "context" }, textNodes(block.subtitle, names)) : null,
  );
  const inside = blocks(block.child_blocks, surface);
  if (!block.is_collapsible) return h("div", { class: "container" }, title, inside);
  return h("details", { class: "container", open: !block.default_collapsed }, h("summary", {}, title), inside);
}

/** An element outside an input block: the app is told of it at once. */
function standing(element, block, surface) {
  const draw = ELEMENTS[element.type];
  if (!draw) return cannotShow(element.type);
  const tell = (value) => surface.press(block, element, value);
  const place = placeOf(element, block, surface);
  return draw(element, {
    ...place,
    attributes: { "aria-label": place.label, data: { control: place.control } },
    groupAttributes: { "aria-label": place.label },
    dispatches: true,
    enter: tell,
    keep: () => {},
  });
}

function placeOf(element, block, surface) {
  const placeholder = words(element.placeholder);
  return {
    names: surface.names,
    control: `${block.block_id}/${element.action_id}`,
    label: placeholder || words(block.label) || words(block.text) || "Choose",
    placeholder,
    held: surface.values[block.block_id]?.[element.action_id] ?? {},
    suggest: (query) => surface.suggest(block, element, query),
  };
}

function input(block, surface) {
  const { element } = block;
  const draw = ELEMENTS[element.type];
  if (!draw) return cannotShow(element.type);
  const [id, label, hint, error] = [newId(), newId(), newId(), newId()];
  const wrong = surface.errors[block.block_id];
  const place = placeOf(element, block, surface);
  const told = {
    "aria-describedby": [wrong ? error : "", block.hint ? hint : ""].join(" ").trim() || null,
    "aria-invalid": wrong ? "true" : null,
    "aria-required": block.optional ? null : "true",
  };
  const attributes = { id, ...told, data: { control: place.control } };
  return h(
    "div",
    { class: wrong ? "field wrong" : "field", data: { field: block.block_id } },
    h("label", { id: label, for: id }, plainNodes(block.label), block.optional ? h("span", { class: "context" }, " (optional)") : null),
    draw(element, {
      ...place,
      attributes,
      groupAttributes: { id, "aria-labelledby": label, "aria-describedby": told["aria-describedby"], tabindex: -1 },
      dispatches: block.dispatch_action ?? false,
      enter: (value) => surface.fill(block, element, value),
      keep: (value) => surface.keep(block, element, value),
    }),
    wrong ? h("p", { id: error, class: "error" }, wrong) : null,
    block.hint ? h("p", { id: hint, class: "context" }, plainNodes(block.hint)) : null,
  );
}
