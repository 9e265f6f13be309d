// The `data_visualization` block as SVG, with the same figures as a table.

import { cannotShow } from "./cannot.js";
import { h, svg } from "./dom.js";

const WIDE = 560;
const HIGH = 240;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 28;
const DASHES = ["", "7 4", "2 3", "10 3 2 3", "5 2", "1 4"];
const MARKS = [
  (x, y) => svg("circle", { cx: x, cy: y, r: 3.5 }),
  (x, y) => svg("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7 }),
  (x, y) => svg("path", { d: `M${x} ${y - 4.5}l4.5 8h-9z` }),
  (x, y) => svg("path", { d: `M${x} ${y - 5}l4.5 5-4.5 5-4.5-5z` }),
  (x, y) => svg("path", { d: `M${x} ${y + 4.5}l4.5-8h-9z` }),
  (x, y) => svg("path", { d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`, class: "cross" }),
];
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** Charts by type. */
export const CHARTS = { line: axes, area: axes, bar: axes, pie };

/** A chart under its title. */
export function chart(block) {
  const draw = CHARTS[block.chart.type];
  if (!draw) return cannotShow(block.chart.type);
  const { drawing, legend, head, rows, summary } = draw(block.chart);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${block.title}. ${summary}`);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title),
    drawing,
    legend,
    h("details", {}, h("summary", {}, "Show the figures as a table"), figures(head, rows)),
  );
}

function figures(head, rows) {
  const cells = (row) => row.map((cell, index) => (
    index ? h("td", { class: "right" }, cell) : h("th", { scope: "row" }, cell)
  ));
  return h(
    "div",
    { class: "wide" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, cells(row)))),
    ),
  );
}

function axes({ type, series, axis_config: axis }) {
  const ordered = series.map(({ name, data }) => {
    const held = Object.fromEntries(data.map(({ label, value }) => [label, value]));
    return { name, values: axis.categories.map((category) => held[category]) };
  });
  const all = ordered.flatMap(({ values }) => values);
  const ticks = ticksOf(Math.min(...all), Math.max(...all), type !== "line");
  const [low, high] = [ticks[0], ticks.at(-1)];
  const step = (WIDE - LEFT - RIGHT) / axis.categories.length;
  const place = {
    step,
    x: (index) => LEFT + step * (index + 0.5),
    y: (value) => TOP + (HIGH - TOP - BOTTOM) * (1 - (value - low) / (high - low || 1)),
    zero: Math.max(low, Math.min(high, 0)),
  };
  const draw = { line, area, bar }[type];
  return {
    drawing: svg(
      "svg",
      { viewBox: `0 0 ${WIDE} ${HIGH}` },
      ticks.map((tick) => gridLine(tick, place)),
      axis.categories.map((category, index) => categoryLabel(category, index, axis, place)),
      ordered.map(({ values }, index) => svg("g", { class: `series s${index}` }, draw(values, index, place, ordered.length))),
    ),
    legend: h(
      "ul",
      { class: "legend" },
      ordered.map(({ name }, index) => h("li", {}, sample(type, index), name)),
      axis.y_label ? h("li", { class: "axis" }, `up: ${axis.y_label}`) : null,
      axis.x_label ? h("li", { class: "axis" }, `across: ${axis.x_label}`) : null,
    ),
    head: [axis.x_label ?? "", ...ordered.map(({ name }) => name)],
    rows: axis.categories.map((category, index) => [
      category, ...ordered.map(({ values }) => NUMBER.format(values[index])),
    ]),
    summary: `${{ line: "Line", area: "Area", bar: "Bar" }[type]} chart, ${axis.categories[0]} to `
      + `${axis.categories.at(-1)}. ${ordered.map(inWords).join(". ")}.`,
  };
}

const inWords = ({ name, values }) => (
  `${name}: from ${NUMBER.format(values[0])} to ${NUMBER.format(values.at(-1))}, `
  + `lowest ${NUMBER.format(Math.min(...values))}, highest ${NUMBER.format(Math.max(...values))}`
);

function ticksOf(least, most, fromZero) {
  const low = fromZero ? Math.min(0, least) : least;
  const high = fromZero ? Math.max(0, most) : most;
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function gridLine(tick, { y }) {
  return svg(
    "g",
    { class: "grid" },
    svg("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(tick), y2: y(tick) }),
    svg("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, NUMBER.format(tick)),
  );
}

function categoryLabel(category, index, { categories }, { x }) {
  const longest = Math.max(...categories.map((each) => each.length));
  const every = Math.ceil((categories.length * longest * 7) / (WIDE - LEFT - RIGHT));
  if (index % every) return null;
  return svg("text", { class: "category", x: x(index), y: HIGH - 8, "text-anchor": "middle" }, category);
}

function line(values, index, { x, y }) {
  const d = values.map((value, at) => `${at ? "L" : "M"}${x(at)} ${y(value)}`).join("");
  return [
    svg("path", { class: "line", d, "stroke-dasharray": DASHES[index] }),
    ...values.map((value, at) => MARKS[index](x(at), y(value))),
  ];
}

function area(values, index, place) {
  const { x, y, zero } = place;
  const top = values.map((value, at) => `L${x(at)} ${y(value)}`).join("");
  const d = `M${x(0)} ${y(zero)}${top}L${x(values.length - 1)} ${y(zero)}z`;
  return [svg("path", { class: "area", d }), ...line(values, index, place)];
}

function bar(values, index, { x, y, zero, step }, count) {
  const width = (step * 0.8) / count;
  return values.flatMap((value, at) => barOf(
    x(at) - step * 0.4 + index * width,
    Math.min(y(value), y(zero)),
    Math.max(1, width - 1),
    Math.abs(y(value) - y(zero)),
    index,
  ));
}

// The number of stripes across a bar tells its series without colour.
function barOf(x, y, width, height, index) {
  const stripes = Array.from({ length: index }, (_, at) => `M${x} ${y + 4 * (at + 1)}h${width}`);
  const shown = stripes.slice(0, Math.floor(height / 4)).join("");
  return [
    svg("rect", { class: "bar", x, y, width, height }),
    shown ? svg("path", { class: "stripe", d: shown }) : null,
  ];
}

function sample(type, index) {
  const drawn = type === "bar"
    ? barOf(3, 0, 18, 24, index)
    : [svg("path", { class: "line", d: "M0 7h24", "stroke-dasharray": DASHES[index] }), MARKS[index](12, 7)];
  return svg("svg", { class: `sample series s${index}`, viewBox: type === "bar" ? "0 0 24 24" : "0 0 24 14", "aria-hidden": "true" }, drawn);
}

function pie({ segments }) {
  const total = segments.reduce((sum, { value }) => sum + value, 0);
  const share = (value) => `${NUMBER.format(Math.round((value / total) * 1000) / 10)} %`;
  let angle = 0;
  const slices = segments.map(({ value }, index) => {
    const from = angle;
    angle += (value / total) * 2 * Math.PI;
    return slice(from, angle, index);
  });
  return {
    drawing: svg("svg", { viewBox: "0 0 240 240", class: "pie" }, slices),
    legend: h(
      "ol",
      { class: "legend" },
      segments.map(({ label, value }) => h("li", {}, `${label}: ${NUMBER.format(value)} (${share(value)})`)),
    ),
    head: ["", "Value", "Share"],
    rows: segments.map(({ label, value }) => [label, NUMBER.format(value), share(value)]),
    summary: `Pie chart. ${segments.map(({ label, value }) => `${label} ${share(value)}`).join(", ")}.`,
  };
}

function slice(from, to, index) {
  const at = (angle, radius) => [120 + radius * Math.sin(angle), 120 - radius * Math.cos(angle)];
  const [middleX, middleY] = at((from + to) / 2, 78);
  const isWhole = to - from > 2 * Math.PI - 1e-6;
  const shape = isWhole
    ? svg("circle", { class: "slice", cx: 120, cy: 120, r: 112 })
    : svg("path", {
      class: "slice",
      d: `M120 120L${at(from, 112)}A112 112 0 ${to - from > Math.PI ? 1 : 0} 1 ${at(to, 112)}z`,
    });
  // The number is that of the legend.
  const number = svg("text", { x: middleX, y: middleY + 5, "text-anchor": "middle" }, String(index + 1));
  return svg("g", { class: `series s${index % 6}` }, shape, number);
}
