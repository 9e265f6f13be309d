// The `table` and `data_table` blocks.

import { cannotShow } from "./cannot.js";
import { h } from "./dom.js";
import { richText } from "./rich_text.js";

/** Cells by type. */
export const CELLS = {
  raw_text: ({ text }) => text,
  raw_number: ({ text }) => text,
  rich_text: (cell, names) => richText(cell, names),
};

function cell(held, names) {
  return CELLS[held.type] ? CELLS[held.type](held, names) : cannotShow(held.type);
}

/** A table; the first row is its head. */
export function table(block, names) {
  const look = (column) => {
    const { align, is_wrapped: isWrapped } = block.column_settings?.[column] ?? {};
    return [align, isWrapped ? "wrapped" : null].filter(Boolean).join(" ") || null;
  };
  const [head, ...body] = block.rows;
  return h("div", { class: "wide" }, h(
    "table",
    {},
    h("thead", {}, h("tr", {}, head.map((each, at) => h("th", { scope: "col", class: look(at) }, cell(each, names))))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((each, at) => h("td", { class: look(at) }, cell(each, names)))))),
  ));
}

/** A table of data with its caption, in pages where it asks for them. */
export function dataTable(block, names) {
  const [head, ...rows] = block.rows;
  const body = h("tbody");
  const size = block.page_size ?? rows.length;
  const last = Math.ceil(rows.length / size) - 1;
  const where = h("span", { "aria-live": "polite" });
  let page = 0;
  const turn = (by) => {
    page = Math.min(last, Math.max(0, page + by));
    body.replaceChildren(...rows.slice(page * size, (page + 1) * size).map((row) => dataRow(row, block, names)));
    where.textContent = `Page ${page + 1} of ${last + 1}`;
  };
  turn(0);
  return h(
    "div",
    { class: "wide" },
    h(
      "table",
      {},
      h("caption", {}, block.caption),
      h("thead", {}, h("tr", {}, head.map((each) => h("th", { scope: "col", class: sideOf(each) }, cell(each, names))))),
      body,
    ),
    last ? h(
      "div",
      { class: "turning" },
      h("button", { type: "button", on: { click: () => turn(-1) } }, "Earlier rows"),
      where,
      h("button", { type: "button", on: { click: () => turn(1) } }, "Later rows"),
    ) : null,
  );
}

const sideOf = (held) => (held.type === "raw_number" ? "right" : null);

function dataRow(row, block, names) {
  return h("tr", {}, row.map((each, at) => (
    at === (block.row_header_column_index ?? -1)
      ? h("th", { scope: "row" }, cell(each, names))
      : h("td", { class: sideOf(each) }, cell(each, names))
  )));
}
